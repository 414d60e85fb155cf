"""Staff sign in with a password and a code from their authenticator (ASVS 6.3.3)."""

from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import SessionOpened, StaffCredentials
from services.auth.access.sessions import open_session, replace_session
from services.auth.forms.field_errors import one_line
from services.auth.models import StaffRecoveryCode, User
from services.auth.passwords import hashing
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import RateLimitKey, count_attempt, refund_attempt, reset_attempts
from services.auth.tokens.secrets import digest
from services.auth.work import AuthCall

STEP_SECONDS = 30
LONGEST_TOTP = 8


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
        if user and right and user.disabled_at is None and _use_code(session, user, request.totp, now):
            refund_attempt(session, now, *keys)
            reset_attempts(session, keys[0])
            replace_session(session, request.replaces)
            opened = open_session(work, user, request.ip, request.user_agent)
            user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
            audit.record(session, now, "sign_in_staff", subject=user.id, ip=request.ip)
            return opened
        audit.record(session, now, "sign_in_staff", "refused", subject=user.id if user else None, ip=request.ip)
    raise Refusal("wrong_credentials", "Неверный логин, пароль или код.")


def _use_code(session: Session, user: User, code: str, now: datetime) -> bool:
    """Whether it is the authenticator's code, which works once, or a recovery code, which is deleted by its use."""
    if len(code.strip()) > LONGEST_TOTP:
        mine = (StaffRecoveryCode.user_id == user.id, StaffRecoveryCode.hash == digest(code.strip().casefold()))
        used = session.scalars(delete(StaffRecoveryCode).where(*mine).returning(StaffRecoveryCode.hash)).first()
        if used is not None:
            audit.record(session, now, "use_recovery_code", subject=user.id)
        return used is not None
    step = _step(user.totp_secret or "", code, now)
    if step is None or step <= user.totp_step:
        return False
    user.totp_step = step
    return True


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code it is: the current one, or a neighbour for clocks that differ a little."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(code.strip(), totp.generate_otp(step))), None)
