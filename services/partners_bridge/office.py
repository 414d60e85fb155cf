"""Gives a partner access, a new password or other events, and takes the access away."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from urllib.parse import quote

from contracts.partners import OFFERED
from services.partners_bridge import channel
from services.partners_bridge.registry import Partner, PartnerRegistry

NAME = re.compile(r"^[a-z][a-z0-9-]{1,30}$")


class PartnerError(Exception):
    """The command cannot be carried out; the message says why and what to do."""


class BrokerAdministration(Protocol):
    """The administrator's side of the broker."""

    def apply(self, definitions: channel.Definitions) -> None:
        """Makes what the document describes; what exists already is brought into line."""

    def remove(self, vhost: str, users: list[str]) -> None:
        """Deletes the virtual host with all its queues, and the users. Missing ones are no error."""

    def drop_queue(self, vhost: str, queue: str) -> None:
        """Deletes the queue with the messages in it. A missing one is no error."""

    def limit(self, user: str, connections: int, channels: int) -> None:
        """Bounds how many connections and channels the user may have open at the same time."""

    def disconnect(self, user: str) -> None:
        """Closes the user's connections."""

    def password_hash(self, user: str) -> str | None:
        """Returns what the broker keeps of the user's password; None for a user it does not know."""


class Keys(Protocol):
    """The portal's own credentials."""

    @property
    def mark(self) -> str:
        """Distinguishes the names of this portal on a broker that several portals share."""

    def pair(self, name: str, prefix: str) -> tuple[str, str]:
        """Returns a user name of this portal and its password."""


@dataclass
class Office:
    """The people's side of the channel; `vhost` is the portal's own virtual host."""

    admin: BrokerAdministration
    vhost: str
    keys: Keys
    registry: PartnerRegistry

    def add(self, name: str, events: list[str], today: date) -> str:
        """The new partner's password, shown once. PartnerError for a bad name, unknown events, or a known partner."""
        if not NAME.match(name):
            raise PartnerError("a partner's name is 2 to 31 small Latin letters, digits and hyphens, a letter first")
        if name in self.registry.read():
            raise PartnerError(f"{name} is a partner already: `rotate` gives a new password, `change` other events")
        password = secrets.token_urlsafe(24)
        partner = Partner(name, chosen(events), today.isoformat(), channel.password_hash(password))
        self._grant(partner)
        self.registry.put(partner)
        return password

    def change(self, name: str, events: list[str]) -> None:
        """Other events from now on; the password stays."""
        partner = replace(self.known(name), events=chosen(events))
        self.admin.apply(channel.inner(self.vhost, partner))
        self.registry.put(partner)  # from now on the bridge drops what is no longer subscribed

    def rotate(self, name: str) -> str:
        """A new password, shown once; connections of the old one end, events wait in the queue."""
        password = secrets.token_urlsafe(24)
        partner = replace(self.known(name), password_hash=channel.password_hash(password))
        self._grant(partner)
        self.registry.put(partner)
        self.admin.disconnect(self.user(name))
        return password

    def restore(self) -> list[str]:
        """Make every partner's access again on a broker that was set up anew: the same password, the same events.

        What is there stays. Returns the names of partners whose password is not known, of an earlier release: if the
        broker does not know it either, `rotate` gives a new one.
        """
        unknown = []
        for partner in self.registry.read().values():
            known = partner.password_hash or self.admin.password_hash(self.user(partner.name)) or ""
            if known:
                self._grant(replace(partner, password_hash=known))
                if known != partner.password_hash:
                    self.registry.put(replace(partner, password_hash=known))
            else:
                unknown.append(partner.name)
        return unknown

    def remove(self, name: str) -> None:
        """No access, no queue, nothing waiting."""
        self.known(name)
        self.registry.drop(name)
        self.admin.remove(channel.vhost_of(self.vhost, name), [self.user(name)])
        for queue in (channel.inner_queue(name), f"{channel.inner_queue(name)}.dead"):
            self.admin.drop_queue(self.vhost, queue)

    def known(self, name: str) -> Partner:
        try:
            return self.registry.read()[name]
        except KeyError:
            raise PartnerError(f"there is no partner {name!r}; `list` shows them") from None

    def user(self, name: str) -> str:
        return channel.user_of(self.keys.mark, name)

    def address(self, name: str, password: str, broker: str) -> str:
        """What the partner needs to connect; `broker` is scheme, host and port as the partner reaches them."""
        scheme, _, host = broker.partition("://")
        own = quote(channel.vhost_of(self.vhost, name), safe="")
        return f"{scheme}://{self.user(name)}:{password}@{host}/{own}"

    def _grant(self, partner: Partner) -> None:
        user, (bridge, _) = self.user(partner.name), self.keys.pair(f"rabbitmq:{channel.BRIDGE}", channel.BRIDGE)
        self.admin.apply(channel.outer(self.vhost, partner.name, user, partner.password_hash, bridge))
        self.admin.limit(user, channel.MOST_CONNECTIONS, channel.MOST_CHANNELS)
        self.admin.apply(channel.inner(self.vhost, partner))


def chosen(events: list[str]) -> tuple[str, ...]:
    """The names, each once, in their order. Raises PartnerError for none or an unknown one."""
    unknown = [name for name in events if name not in OFFERED]
    if unknown or not events:
        raise PartnerError(f"{', '.join(unknown) or 'no event'}: choose among {', '.join(OFFERED)}")
    return tuple(dict.fromkeys(events))
