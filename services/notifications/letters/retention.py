"""What is no longer worth sending or keeping."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.notifications import ActivationExpired
from services.notifications.bounces.addresses import clear
from services.notifications.models import BouncedAddress, Letter


def expire(session: Session, now: datetime) -> None:
    """A letter whose time has passed is not sent any more: its link would be dead. Its secret goes.

    Whose activation letter it was has had no chance to come in, so auth is told to make another one.
    """
    late = update(Letter).where(Letter.state == "waiting", Letter.expires_at <= now)
    error = func.coalesce(Letter.last_error, "expired before it could be sent")
    settled = late.values(state="expired", secret=None, last_error=error)
    for letter in session.execute(settled.returning(Letter.purpose, Letter.user_id, Letter.account_number)).all():
        if letter.purpose == "activation" and letter.user_id and letter.account_number:
            event = ActivationExpired(user_id=str(letter.user_id), account_number=letter.account_number)
            outbox.add(session, event, letter.account_number)


def forget_old(session: Session, now: datetime, days: int) -> None:
    """Delete letters that were settled long ago, and addresses that were refused long ago."""
    before = now - timedelta(days=days)
    session.execute(delete(Letter).where(Letter.created_at < before, Letter.state != "waiting"))
    session.execute(delete(BouncedAddress).where(BouncedAddress.at < before))
    clear(session, now)
