"""Takes a reading out of the calculation; the reading itself stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.meters import WithdrawnValues
from contracts.readings import ReadingWithdrawn
from services.readings.models import Meter, Reading, Withdrawal
from services.readings.submission.record import zone_values


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
    """Withdraw it; False when it had been withdrawn before. `tell` others, unless they load the file that says so."""
    if session.get(Withdrawal, reading_id) is not None:
        return False
    session.add(Withdrawal(reading_id=reading_id, at=now, reason=reason, by_user=by_user))
    session.flush()
    if not tell:
        return True
    reading = session.get_one(Reading, reading_id)
    meter = session.get_one(Meter, reading.meter_id)
    event = ReadingWithdrawn(
        reading_id=str(reading_id),
        account_number=account_number,
        reason=reason,
        what=WithdrawnValues(
            meter_serial=meter.serial,
            taken_on=reading.taken_on,
            values=zone_values(meter, reading.values),
            loaded=reading.loaded,
        ),
        by_desk=by_user is not None and reading.meter_act_id is None,
    )
    outbox.add(session, event, account_number)
    return True
