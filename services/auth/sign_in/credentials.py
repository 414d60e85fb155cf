"""Verifies account number and password: every failure takes the same time and gets the same refusal (M3.3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.auth import Credentials
from services.auth.forms.account_numbers import clean
from services.auth.forms.field_errors import checked_field, one_line
from services.auth.models import LinkedAccount, Registration, TrustedNetwork, User
from services.auth.passwords import hashing
from services.auth.refusals import wrong_credentials
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import RateLimitKey, count_attempt, refund_attempt, reset_attempts
from services.auth.tokens.secrets import as_mailed
from services.auth.work import AuthCall


@dataclass(frozen=True, slots=True)
class VerifiedCredentials:
    """Whose the credentials are: a user, or a registration that waits for its activation."""

    user_id: UUID | None
    registration_id: UUID | None
    password_hash: str | None
    """The hash that the password matched."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    user_id: UUID | None = None
    registration_id: UUID | None = None
    password_hash: str | None = None
    password_expires_at: datetime | None = None
    trusted: bool = False


def verify_credentials(call: AuthCall, request: Credentials) -> VerifiedCredentials:
    """Refuses `wrong_credentials` or `too_many_attempts`. The hash is computed outside any transaction."""
    with checked_field("account_number"):
        number = clean(request.account_number)
    at = network(request.ip)
    with call.transaction() as work:
        candidate = _candidate(work.session, number, at)
        keys = _keys(number, at, candidate.trusted)
        count_attempt(work.session, work.now, *keys)
    # A candidate whose password ends has it from a letter.
    password = as_mailed(request.password) if candidate.password_expires_at else request.password
    right = hashing.matches(password, candidate.password_hash) and _valid(candidate, call.now)
    with call.transaction() as work:
        if right:
            refund_attempt(work.session, work.now, *keys)
            reset_attempts(work.session, keys[0])
        else:
            who, device = candidate.user_id, one_line(request.user_agent)
            audit.record(
                work.session, work.now, "sign_in", "refused", subject=who, account=number, ip=request.ip, device=device
            )
    if not right:
        raise wrong_credentials()
    return VerifiedCredentials(candidate.user_id, candidate.registration_id, candidate.password_hash)


def _keys(number: str, at: str, trusted: bool) -> tuple[RateLimitKey, ...]:
    """What the attempt is counted by; the first key is this account from this address."""
    keys = (RateLimitKey("sign_in:pair", f"{number} {at}"), RateLimitKey("sign_in:address", at))
    return keys if trusted else (*keys, RateLimitKey("sign_in:account", number))


def _valid(candidate: _Candidate, now: datetime) -> bool:
    """A password from a recovery letter works for a day (M3.5)."""
    return candidate.password_expires_at is None or now < candidate.password_expires_at


def _candidate(session: Session, number: str, at: str) -> _Candidate:
    """The user whose primary account it is, else the newest registration for it, else nobody."""
    owner = select(User).join(LinkedAccount).where(LinkedAccount.number == number, LinkedAccount.primary)
    user = session.scalars(owner).one_or_none()
    if user is not None:
        trusted = session.get(TrustedNetwork, (user.id, at)) is not None
        return _Candidate(user.id, None, user.password_hash, user.password_expires_at, trusted)
    newest = select(Registration).where(Registration.account_number == number).order_by(Registration.created_at.desc())
    pending = session.scalars(newest.limit(1)).first()
    if pending is not None:
        return _Candidate(None, pending.id, pending.password_hash)
    return _Candidate()
