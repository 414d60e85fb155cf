"""Staff sign in with a password and a code from their authenticator (ASVS 6.3.3)."""

from sqlalchemy import select

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import SessionOpened, StaffCredentials
from services.auth.access.sessions import open_session, replace_session
from services.auth.forms.field_errors import one_line
from services.auth.models import User
from services.auth.passwords import hashing
from services.auth.sign_in.codes import use_code
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import RateLimitKey, count_attempt, refund_attempt, reset_attempts
from services.auth.work import AuthCall

WRONG = (
    "Неверный логин, пароль или код. После нескольких неверных кодов вход по коду закрывается на время; "
    "код восстановления действует и тогда."
)


def sign_in_staff(call: AuthCall, request: StaffCredentials) -> SessionOpened:
    """Open a session; a code works once. Refuses `wrong_credentials` alike for a wrong login, password and code."""
    login, at = one_line(request.login).casefold(), network(request.ip)
    keys = RateLimitKey("sign_in:pair", f"staff:{login} {at}"), RateLimitKey("sign_in:address", at)
    with call.transaction() as work:
        session = work.session
        count_attempt(session, work.now, *keys)
        user = session.scalars(select(User).where(User.login == login)).one_or_none()
        stored = user.password_hash if user else None
    right = hashing.matches(request.password, stored)
    with call.transaction() as work:
        session, now = work.session, work.now
        user = session.scalars(select(User).where(User.login == login).with_for_update()).one_or_none()
        if user and right and user.disabled_at is None and use_code(work, user, request.totp):
            refund_attempt(session, now, *keys)
            reset_attempts(session, keys[0])
            replace_session(session, request.replaces)
            opened = open_session(work, user, request.ip, request.user_agent)
            user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
            audit.record(session, now, "sign_in_staff", subject=user.id, ip=request.ip)
            return opened
        audit.record(session, now, "sign_in_staff", "refused", subject=user.id if user else None, ip=request.ip)
    raise Refusal("wrong_credentials", WRONG)
