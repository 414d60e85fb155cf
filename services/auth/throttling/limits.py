"""How many attempts are free and how the wait grows after them (ASVS 6.1.1, 6.3.1). Pure.

Nothing is ever locked: a wait ends by itself and is bounded, an attempt during a wait does not prolong it, and the
limits of an account as a whole do not apply to a network from which its owner has signed in before.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Limit:
    """After `free` attempts within `memory`, each next one waits twice as long as the one before, up to `longest`."""

    free: int
    first_wait: timedelta
    longest: timedelta
    memory: timedelta

    def wait(self, attempts: int) -> timedelta:
        """How long the next attempt must wait when so many have been made."""
        excess = attempts - self.free
        if excess < 0:
            return timedelta(0)
        return min(self.longest, self.first_wait * (1 << min(excess, 32)))


_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

LIMITS: dict[str, Limit] = {
    # one account from one address: a forgetful owner
    "sign_in:pair": Limit(5, 2 * _SECOND, 15 * _MINUTE, _HOUR),
    # one address over all accounts: a guesser; generous, because a whole town may sit behind one address of a
    # mobile operator
    "sign_in:address": Limit(100, 2 * _SECOND, 5 * _MINUTE, _HOUR),
    # one account from all addresses that its owner never used: a botnet; the bound is low, so that a new
    # address of the owner waits a minute at most
    "sign_in:account": Limit(20, 2 * _SECOND, _MINUTE, _HOUR),
    # wrong codes of one member of staff after a right password, from everywhere: about thirty a day of a million
    # (NIST 800-63B allows a hundred in a row), whoever does not know the password cannot cause the wait
    "staff_code:login": Limit(5, _MINUTE, _HOUR, 24 * _HOUR),
    "password:user": Limit(5, 2 * _SECOND, 15 * _MINUTE, _HOUR),
    "register:address": Limit(60, 5 * _SECOND, 10 * _MINUTE, _HOUR),
    # one account with one address of e-mail: whoever does not know the owner's address cannot shut the owner out
    "register:pair": Limit(5, _MINUTE, _HOUR, 24 * _HOUR),
    "letter:email": Limit(6, _MINUTE, _HOUR, 24 * _HOUR),
    "recover:address": Limit(40, 5 * _SECOND, 10 * _MINUTE, _HOUR),
    "recover:pair": Limit(3, _MINUTE, _HOUR, 24 * _HOUR),
    # one request an hour from each network passes also while the pair is in its wait: whoever knows account and e-mail
    # cannot shut the owner out
    "recover:pair_at": Limit(1, _HOUR, _HOUR, _HOUR),
    "email:user": Limit(5, _MINUTE, _HOUR, 24 * _HOUR),
    "link:user": Limit(10, 10 * _SECOND, _HOUR, 24 * _HOUR),
    "export:user": Limit(5, 10 * _MINUTE, _HOUR, 24 * _HOUR),
    "link:pair": Limit(5, _MINUTE, _HOUR, 24 * _HOUR),
    # wrong proofs of ownership for one account, by everybody (only where the supplier asks for one): who guesses from
    # many addresses is stopped here; the wait is short, so that the owner is not kept out for long
    "proof:account": Limit(10, _MINUTE, 15 * _MINUTE, 24 * _HOUR),
}


def mailbox_of(email: str) -> str:
    """The subject of a limit for an address of e-mail: a digest, the address itself is not stored with it."""
    return sha256(email.strip().casefold().encode()).hexdigest()[:32]


def pair_of(number: str, email: str) -> str:
    """The subject of a limit for an account and an address of e-mail."""
    return f"{number} {mailbox_of(email)}"


def network(ip: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one subscriber of IPv6 has to themselves."""
    try:
        address = ip_address(ip)
    except ValueError:
        return "unknown"
    if address.version == 6:
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address, 64), strict=False))
    return str(address)


def masked(ip: str) -> str:
    """The address without the part that tells one subscriber: `93.184.*.*`, `2001:db8:*`; enough to know one's own."""
    at = network(ip)
    if ":" in at:
        return ":".join(at.split(":")[:2]) + ":*"
    return ".".join(at.split(".")[:2]) + ".*.*" if "." in at else ""


def wait_in_words(wait: timedelta) -> str:
    """The wait in Russian, rounded up: «40 с», «3 мин»."""
    seconds = max(1, -int(-wait.total_seconds() // 1))
    return f"{seconds} с" if seconds < 60 else f"{-(-seconds // 60)} мин"
