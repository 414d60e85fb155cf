"""What became of readings that came with payments through banks, for the rows of a register at the desk."""

from sqlalchemy import select, tuple_

from chassis.service.bindings import Work
from contracts.bank_readings import BankOperations, BankReading, BankReadings
from services.readings.models import BankGiven


def list_bank_readings(work: Work[None], request: BankOperations) -> BankReadings:
    """Of each operation those of its last assignment, meter by meter."""
    wanted = [(one.channel, one.operation) for one in request.operations]
    found = select(BankGiven).where(tuple_(BankGiven.channel, BankGiven.operation).in_(wanted), BankGiven.part > 0)
    rows = work.session.scalars(found.order_by(BankGiven.nth, BankGiven.part)).all()
    last = {(row.channel, row.operation): row.nth for row in rows}
    return BankReadings(
        readings=[
            BankReading(
                channel=row.channel,
                operation=row.operation,
                account_number=row.account_number,
                serial=row.serial,
                written=row.written,
                outcome=row.outcome,
                reason=row.reason,
                reading_id=None if row.reading_id is None else str(row.reading_id),
            )
            for row in rows
            if row.nth == last[row.channel, row.operation]
        ]
    )
