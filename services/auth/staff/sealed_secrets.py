"""The authenticators' secrets of staff are stored sealed; this seals what is readable yet or has an older key."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from services.auth.models import User
from services.auth.settings import AuthSettings
from services.auth.tokens.totp_secrets import open_secret, sealed, sealer
from services.auth.work import AuthCall


def seal_secrets(call: AuthCall) -> None:
    """Hourly: rows of older releases, and what a rotation has left."""
    with call.transaction() as work:
        reseal(work.session, work.dependencies, work.now)


def reseal(session: Session, settings: AuthSettings, now: datetime) -> int:
    """Seal every secret with the first key of DATA_KEYS; returns how many were changed. All or none."""
    current = sealer(settings)
    changed = 0
    for user in session.scalars(select(User).where(User.totp_secret.is_not(None)).with_for_update()):
        if user.totp_secret and not current.is_current(user.totp_secret):
            user.totp_secret = sealed(settings, user.id, open_secret(settings, user.id, user.totp_secret))
            changed += 1
    if changed:
        audit.record(session, now, "seal_secrets", changed=str(changed))
    return changed
