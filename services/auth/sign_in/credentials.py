"""Account number and password: right or not, in the same time and with the same words for every wrong one (M3.3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from contracts.auth import Credentials
from services.auth.forms.account_numbers import clean
from services.auth.forms.field_errors import field, one_line
from services.auth.models import FamiliarAddress, LinkedAccount, Registration, User
from services.auth.passwords import hashing
from services.auth.refusals import wrong_credentials
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import Gate, enter, forget, forgive


@dataclass(frozen=True, slots=True)
class Pair:
    """The owner of a right pair: a user, or a registration that waits for its activation."""

    user_id: UUID | None
    registration_id: UUID | None
    password_hash: str | None
    """That the password was right for."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    user_id: UUID | None = None
    registration_id: UUID | None = None
    password_hash: str | None = None
    password_expires_at: datetime | None = None
    familiar: bool = False


def check_pair(database: Database, request: Credentials, clock: Clock) -> Pair:
    """Who it is; refuses wrong_credentials or too_many_attempts. The hash is computed outside any transaction."""
    with field("account_number"):
        number = clean(request.account_number)
    at = network(request.ip)
    with database.transaction() as session:
        candidate = _candidate(session, number, at)
        gates = _gates(number, at, candidate.familiar)
        enter(session, clock.now(), *gates)
    right = hashing.matches(request.password, candidate.password_hash) and _valid(candidate, clock.now())
    with database.transaction() as session:
        if right:
            forgive(session, clock.now(), *gates)
            forget(session, gates[0])
        else:
            who, device = candidate.user_id, one_line(request.user_agent)
            audit.record(
                session, clock.now(), "sign_in", "refused", subject=who, account=number, ip=request.ip, device=device
            )
    if not right:
        raise wrong_credentials()
    return Pair(candidate.user_id, candidate.registration_id, candidate.password_hash)


def _gates(number: str, at: str, familiar: bool) -> tuple[Gate, ...]:
    """The first one counts this account from this address."""
    gates = (Gate("sign_in:pair", f"{number} {at}"), Gate("sign_in:address", at))
    return gates if familiar else (*gates, Gate("sign_in:account", number))


def _valid(candidate: _Candidate, now: datetime) -> bool:
    """A password from a recovery letter works for a day (M3.5)."""
    return candidate.password_expires_at is None or now < candidate.password_expires_at


def _candidate(session: Session, number: str, at: str) -> _Candidate:
    """The user whose primary account it is, else the newest registration for it, else nobody."""
    owner = select(User).join(LinkedAccount).where(LinkedAccount.number == number, LinkedAccount.primary)
    user = session.scalars(owner).one_or_none()
    if user is not None:
        familiar = session.get(FamiliarAddress, (user.id, at)) is not None
        return _Candidate(user.id, None, user.password_hash, user.password_expires_at, familiar)
    newest = select(Registration).where(Registration.account_number == number).order_by(Registration.created_at.desc())
    pending = session.scalars(newest.limit(1)).first()
    if pending is not None:
        return _Candidate(None, pending.id, pending.password_hash)
    return _Candidate()
