"""A correction by staff: a reading is withdrawn, its passport keeps it with the reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.readings import ReadingCorrection, ReadingLife
from services.readings.history.passports import life_of
from services.readings.models import Meter, Reading
from services.readings.submission.withdrawal import take_back

MAX_DIGITS = 18
"""Of an id: a longer one would not fit the column."""


def withdraw_reading(work: Work[None], request: ReadingCorrection) -> ReadingLife:
    """Withdrawing it again changes nothing. Refusal "reading_not_found"."""
    session = work.session
    with once(session, f"withdraw_reading:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingLife)
        reading = _find(session, request)
        account, reason = request.account_number, request.reason
        if take_back(session, reading.id, account, reason, work.caller.user_id, work.now):
            audit.record(
                session, work.now, "withdraw_reading", subject=request.reading_id, account=account, reason=reason
            )
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
