"""The supplier's people sign in with a password and a code from their authenticator (ASVS 6.3.3)."""

from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import SessionOpened, StaffCredentials
from services.auth.access.sessions import open_session, replace_session
from services.auth.forms.field_errors import one_line
from services.auth.models import StaffRecoveryCode, User
from services.auth.passwords import hashing
from services.auth.settings import AuthSettings
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import Gate, enter, forget, forgive
from services.auth.tokens.secrets import digest

STEP_SECONDS = 30
LONGEST_TOTP = 8


def sign_in_staff(database: Database, request: StaffCredentials, clock: Clock, settings: AuthSettings) -> SessionOpened:
    """One refusal for a wrong login, password and code; a code works once."""
    login, at = one_line(request.login).casefold(), network(request.ip)
    gates = Gate("sign_in:pair", f"staff:{login} {at}"), Gate("sign_in:address", at)
    with database.transaction() as session:
        enter(session, clock.now(), *gates)
        user = session.scalars(select(User).where(User.login == login)).one_or_none()
        stored = user.password_hash if user else None
    right = hashing.matches(request.password, stored)
    with database.transaction() as session:
        now = clock.now()
        user = session.scalars(select(User).where(User.login == login).with_for_update()).one_or_none()
        if user and right and user.disabled_at is None and _use_code(session, user, request.totp, now):
            forgive(session, now, *gates)
            forget(session, gates[0])
            replace_session(session, request.replaces)
            opened = open_session(session, user, request.ip, request.user_agent, now, settings)
            user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
            audit.record(session, now, "sign_in_staff", subject=user.id, ip=request.ip)
            return opened
        audit.record(session, now, "sign_in_staff", "refused", subject=user.id if user else None, ip=request.ip)
    raise Refusal("wrong_credentials", "Неверный логин, пароль или код.")


def _use_code(session: Session, user: User, code: str, now: datetime) -> bool:
    """Whether it is the authenticator's code, which works once, or a recovery code, which is used up by it."""
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
    """The time step whose code it is: the present one, or a neighbour for clocks that differ a little."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(code.strip(), totp.generate_otp(step))), None)
