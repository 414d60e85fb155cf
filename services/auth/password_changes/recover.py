"""«Забыли пароль?» (M3.5): a new password by letter, or a link, as the supplier has set."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import PasswordReset, Recovery
from contracts.wire import Nothing
from services.auth.access.endings import end_all_access
from services.auth.forms.account_numbers import clean
from services.auth.forms.contacts import same_email
from services.auth.forms.field_errors import checked_field
from services.auth.models import LinkedAccount, User
from services.auth.passwords.hashing import hash_password
from services.auth.throttling.limits import network, pair_of
from services.auth.throttling.throttle import RateLimitKey, count_attempt, count_either
from services.auth.tokens import one_time
from services.auth.tokens.letter_secrets import sealed
from services.auth.tokens.secrets import new_password
from services.auth.work import AuthCall


def recover_password(call: AuthCall, request: Recovery) -> Nothing:
    """Returns the same answer, after the same hashing, whether or not the pair of account and address exists.

    A pair that somebody else has exhausted is open to each other network once an hour, whether or not it exists:
    otherwise the refusal would tell which pairs do.
    """
    settings = call.dependencies
    with checked_field("account_number"):
        number = clean(request.account_number)
    with call.transaction() as work:
        at, pair = network(request.ip), pair_of(number, request.email)
        count_attempt(work.session, work.now, RateLimitKey("recover:address", at))
        by_pair, by_network = RateLimitKey("recover:pair", pair), RateLimitKey("recover:pair_at", f"{pair} {at}")
        count_either(work.session, work.now, by_pair, by_network)
    password = new_password()
    password_hash = hash_password(password)
    with call.transaction() as work:
        session, now = work.session, work.now
        owner = select(User).join(LinkedAccount).where(LinkedAccount.number == number, LinkedAccount.primary)
        user = session.scalars(owner.with_for_update(of=User)).one_or_none()
        found = user is not None and same_email(user.email, request.email)
        outcome = "done" if found else "refused"
        audit.record(session, now, "recover_password", outcome, account=number, ip=request.ip)
        if user is None or not found:
            return Nothing()
        expires_at = now + settings.recovery_lifetime
        if settings.password_recovery == "link":  # noqa: S105 - a mode, no password
            token = one_time.issue(session, "password", user.id, expires_at)
            _publish(session, user, None, sealed(settings, user.id, token), expires_at)
        else:
            _replace(session, user, password_hash, expires_at)
            _publish(session, user, sealed(settings, user.id, password), None, expires_at)
    return Nothing()


def _replace(session: Session, user: User, password_hash: str, expires_at: datetime) -> None:
    """The old password and everything opened with it stop working at once."""
    user.password_hash = password_hash
    user.password_expires_at = expires_at
    end_all_access(session, user.id)


def _publish(session: Session, user: User, password: str | None, token: str | None, expires_at: datetime) -> None:
    event = PasswordReset(
        user_id=str(user.id),
        account_number=user.primary_account,
        email=user.email,
        new_password=password,
        token=token,
        expires_at=expires_at,
    )
    outbox.add(session, event, user.primary_account)
