"""Takes a reading out of the calculation; the reading itself stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.readings import ReadingWithdrawn
from services.readings.models import Withdrawal


def take_back(
    session: Session,
    reading_id: int,
    account_number: str,
    reason: str,
    by_user: str | None,
    now: datetime,
    *,
    tell: bool = True,
) -> bool:
    """Withdraw it and tell billing; False when it had been withdrawn before. Billing has no id of a loaded reading."""
    if session.get(Withdrawal, reading_id) is not None:
        return False
    session.add(Withdrawal(reading_id=reading_id, at=now, reason=reason, by_user=by_user))
    session.flush()
    if not tell:
        return True
    event = ReadingWithdrawn(reading_id=str(reading_id), account_number=account_number, reason=reason)
    outbox.add(session, event, account_number)
    return True
