"""Letters that are no longer worth sending, and those no longer kept."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.notifications import ActivationExpired
from services.notifications.bounces.addresses import clear_marks
from services.notifications.models import BouncedAddress, Letter


def expire(session: Session, now: datetime) -> None:
    """Expire letters whose time has passed: their links would not work. Their secrets are deleted.

    For an expired activation letter an event asks auth for another one: its reader had no chance to activate.
    """
    late = update(Letter).where(Letter.state == "waiting", Letter.expires_at <= now)
    error = func.coalesce(Letter.last_error, "expired before it could be sent")
    expired = late.values(state="expired", secret=None, last_error=error)
    for letter in session.execute(expired.returning(Letter.purpose, Letter.user_id, Letter.account_number)).all():
        if letter.purpose == "activation" and letter.user_id and letter.account_number:
            event = ActivationExpired(user_id=str(letter.user_id), account_number=letter.account_number)
            outbox.add(session, event, letter.account_number)


def forget_letters(session: Session, now: datetime, days: int) -> None:
    """Delete letters and refused addresses older than so many days; letters that wait stay."""
    before = now - timedelta(days=days)
    session.execute(delete(Letter).where(Letter.created_at < before, Letter.state != "waiting"))
    session.execute(delete(BouncedAddress).where(BouncedAddress.at < before))
    clear_marks(session, now)
