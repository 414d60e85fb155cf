"""«Передать показания счетчика»: a consumer's reading without a payment."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import Caller
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.readings import ReadingAccepted, ReadingSubmission
from services.readings.meters.active_meter import Past, locked_meter, past_readings
from services.readings.models import Reading
from services.readings.rules.checks import Judgement
from services.readings.submission.check import judge_typed, told, typed
from services.readings.submission.record import accepted, add_reading, note_warnings, same_again


def submit_readings(session: Session, request: ReadingSubmission, caller: Caller, clock: Clock) -> ReadingAccepted:
    """Refusals: "no_meter"; "reading_refused" and "confirmation_needed", both with all findings in the details."""
    with once(session, f"submit_readings:{caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingAccepted)
        meter = locked_meter(session, request.account_number)
        today, given = clock.today(), typed(request.values)
        past = past_readings(session, meter)
        judgement = judge_typed(session, meter, past, given, today)
        refuse_unless_good(judgement, request.confirmed)
        values = {zone: int(digits) for zone, digits in given}
        reading: Reading | Past | None = same_again(past, values, judgement.period)
        repeated = reading is not None
        if reading is None:
            reading = add_reading(session, meter, values, "without_payment", clock.now(), today, judgement.period)
            note_warnings(session, reading, judgement)
            subject = str(reading.id)
            audit.record(session, clock.now(), "submit_readings", subject=subject, account=request.account_number)
        answer = accepted(meter, reading, repeated)
        slot.keep(answer)
        return answer


def refuse_unless_good(judgement: Judgement, confirmed: bool) -> None:
    """The first grave finding is the message; the details carry all of them."""
    severity = {"refused": "error", "needs_confirmation": "confirm"}.get(judgement.verdict)
    if severity is None or (severity == "confirm" and confirmed):
        return
    code = "reading_refused" if severity == "error" else "confirmation_needed"
    message = next(finding.message for finding in judgement.findings if finding.severity == severity)
    raise Refusal(code, message, "values", {"findings": [finding.model_dump() for finding in told(judgement)]})
