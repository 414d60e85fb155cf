"""Codes of the staff's authenticators and recovery codes: each works once, and wrong ones are counted by login.

Wrong codes are counted only after a right password, so that nobody who does not know it can keep its owner out. While
the wait lasts every code of the authenticator is wrong, without a word of why; a recovery code, which cannot be
guessed, still works.
"""

from datetime import datetime

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.auth import StaffCodesGuessed
from services.auth.metrics import STAFF_CODES
from services.auth.models import StaffRecoveryCode, Throttle, User
from services.auth.throttling.throttle import RateLimitKey, count_attempt, reset_attempts
from services.auth.tokens.secrets import digest
from services.auth.tokens.totp_secrets import open_secret
from services.auth.work import AuthWork

STEP_SECONDS = 30
LONGEST_TOTP = 8
TOLD_AT = 5
"""Wrong codes in a row of which somebody is told."""


def use_code(work: AuthWork, user: User, code: str) -> bool:
    """Whether it is the authenticator's code, which works once, or a recovery code, which is deleted by its use."""
    session, now, code = work.session, work.now, code.strip()
    if len(code) > LONGEST_TOTP:
        return _use_recovery_code(session, user, code, now)
    key = RateLimitKey("staff_code:login", str(user.login))
    try:
        with session.begin_nested():
            count_attempt(session, now, key)
    except Refusal:
        STAFF_CODES.labels("waiting").inc()
        return False
    step = _step(open_secret(work.dependencies, user.id, user.totp_secret), code, now)
    if step is None or step <= user.totp_step:
        _note_wrong(work, user, key)
        return False
    user.totp_step = step
    reset_attempts(session, key)
    return True


def _note_wrong(work: AuthWork, user: User, key: RateLimitKey) -> None:
    STAFF_CODES.labels("wrong").inc()
    made = work.session.get_one(Throttle, (key.kind, key.subject)).attempts
    if made >= TOLD_AT:
        event = StaffCodesGuessed(user_id=str(user.id), login=str(user.login), attempts=made, last_at=work.now)
        outbox.add(work.session, event, str(user.login))
        audit.record(work.session, work.now, "guess_codes", "refused", subject=user.id, attempts=str(made))


def _use_recovery_code(session: Session, user: User, code: str, now: datetime) -> bool:
    mine = (StaffRecoveryCode.user_id == user.id, StaffRecoveryCode.hash == digest(code.casefold()))
    used = session.scalars(delete(StaffRecoveryCode).where(*mine).returning(StaffRecoveryCode.hash)).first()
    if used is not None:
        audit.record(session, now, "use_recovery_code", subject=user.id)
    return used is not None


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code it is: the current one, or a neighbour for clocks that differ a little."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(code, totp.generate_otp(step))), None)
