"""A member of staff proves again who they are, before money moves or bills are published (ASVS 7.5.3)."""

from sqlalchemy import Select, select

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import StaffConfirmation
from contracts.roles import CUSTOMER
from contracts.wire import Nothing
from services.auth.models import SignInSession, User
from services.auth.passwords import hashing
from services.auth.refusals import session_expired
from services.auth.sign_in.codes import use_code
from services.auth.throttling.throttle import RateLimitKey, count_attempt, reset_attempts
from services.auth.tokens.secrets import digest
from services.auth.work import AuthCall

CODE_DIGITS = 6


def confirm_staff(call: AuthCall, request: StaffConfirmation) -> Nothing:
    """The session's owner types the password, or a code that was not used yet. Refuses `wrong_credentials`."""
    with call.transaction() as work:
        opened = work.session.scalars(_of(request.token)).one_or_none()
        user = work.session.get_one(User, opened.user_id) if opened else None
        if user is None or user.role == CUSTOMER or str(user.id) != work.caller.user_id:
            raise session_expired()
        key = RateLimitKey("password:user", str(user.id))
        count_attempt(work.session, work.now, key)
        stored = user.password_hash
    typed = request.secret.strip()
    is_code = len(typed) == CODE_DIGITS and typed.isascii() and typed.isdigit()
    right = not is_code and hashing.matches(request.secret, stored)
    with call.transaction() as work:
        session, now = work.session, work.now
        opened = session.scalars(_of(request.token).with_for_update()).one_or_none()
        user = session.get_one(User, user.id, with_for_update=True)
        proved = use_code(work, user, typed) if is_code else right and user.password_hash == stored
        if proved and opened is not None:
            opened.confirmed_at = now
            reset_attempts(session, key)
        outcome = "done" if proved else "refused"
        audit.record(session, now, "confirm_staff", outcome, subject=user.id, ip=request.ip)
    if opened is None:
        raise session_expired()
    if not proved:
        raise Refusal("wrong_credentials", "Пароль или код не подходит. Каждый код работает один раз.", "step_up")
    return Nothing()


def _of(token: str) -> Select[SignInSession]:
    return select(SignInSession).where(SignInSession.token_hash == digest(token))
