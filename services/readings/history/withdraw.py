"""A correction by staff: a reading is withdrawn, its passport keeps it with the reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.events import outbox
from chassis.service.bindings import Work
from contracts.readings import ReadingCorrection, ReadingLife, ReadingWithdrawn
from services.readings.history.passports import life_of
from services.readings.models import Meter, Reading, Withdrawal

MAX_DIGITS = 18
"""Of an id: a longer one would not fit the column."""


def withdraw_reading(work: Work[None], request: ReadingCorrection) -> ReadingLife:
    """Withdrawing it again changes nothing. Refusal "reading_not_found"."""
    session = work.session
    with once(session, f"withdraw_reading:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingLife)
        reading = _find(session, request)
        if session.get(Withdrawal, reading.id) is None:
            session.add(
                Withdrawal(reading_id=reading.id, at=work.now, reason=request.reason, by_user=work.caller.user_id)
            )
            session.flush()
            account, reason = request.account_number, request.reason
            audit.record(
                session, work.now, "withdraw_reading", subject=request.reading_id, account=account, reason=reason
            )
            event = ReadingWithdrawn(
                reading_id=request.reading_id, account_number=request.account_number, reason=request.reason
            )
            outbox.add(session, event, request.account_number)
        answer = life_of(work, request.account_number, request.reading_id)
        slot.keep(answer)
        return answer


def _find(session: Session, request: ReadingCorrection) -> Reading:
    found = None
    if request.reading_id.isascii() and request.reading_id.isdigit() and len(request.reading_id) <= MAX_DIGITS:
        found = session.scalar(
            select(Reading)
            .join(Meter, Meter.id == Reading.meter_id)
            .where(Reading.id == int(request.reading_id), Meter.account_number == request.account_number)
            .with_for_update()
        )
    if found is None:
        raise Refusal("reading_not_found", "У этого лицевого счёта нет такого показания", "reading_id")
    return found
