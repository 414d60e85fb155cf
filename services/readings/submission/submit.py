"""«Передать показания счетчика»: a consumer's reading without a payment, sent by themselves or told by telephone."""

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.readings import ReadingAccepted, ReadingSubmission
from services.readings.meters.active_meter import Past, locked_meter, past_readings
from services.readings.models import Reading
from services.readings.rules.checks import Judgement
from services.readings.rules.passport import Source
from services.readings.submission.check import finding_answers, judge_form
from services.readings.submission.record import accepted, add_reading, note_warnings, same_again, values_in_words


def submit_readings(work: Work[None], request: ReadingSubmission) -> ReadingAccepted:
    """Refusals: "no_meter"; "reading_refused" and "confirmation_needed", both with all findings in the details."""
    return _submit(work, request, "submit_readings", "without_payment")


def record_told_readings(work: Work[None], request: ReadingSubmission) -> ReadingAccepted:
    """What a customer says by telephone, written down by staff: judged, refused and counted as if sent."""
    return _submit(work, request, "record_told_readings", "phone")


def _submit(work: Work[None], request: ReadingSubmission, act: str, source: Source) -> ReadingAccepted:
    session = work.session
    with once(session, f"{act}:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingAccepted)
        meter = locked_meter(session, request.account_number, request.serial)
        past = past_readings(session, meter)
        judgement = judge_form(work, meter, past, request.values)
        refuse_unless_good(judgement, request.confirmed)
        values = dict(judgement.values)
        reading: Reading | Past | None = same_again(past, values, judgement.period)
        repeated = reading is not None
        if reading is None:
            reading = add_reading(session, meter, values, source, work.now, work.clock.today(), judgement.period)
            note_warnings(session, reading, judgement)
            subject = str(reading.id)
            audit.record(
                session,
                work.now,
                act,
                subject=subject,
                account=request.account_number,
                values=values_in_words(values, meter.decimals),
            )
        answer = accepted(meter, reading, repeated)
        slot.keep(answer)
        return answer


def refuse_unless_good(judgement: Judgement, confirmed: bool) -> None:
    """The first grave finding is the message; the details carry all of them."""
    severity = {"refused": "error", "needs_confirmation": "confirm"}.get(judgement.outcome)
    if severity is None or (severity == "confirm" and confirmed):
        return
    code = "reading_refused" if severity == "error" else "confirmation_needed"
    message = next(finding.message for finding in judgement.findings if finding.severity == severity)
    raise Refusal(
        code, message, "values", {"findings": [finding.model_dump() for finding in finding_answers(judgement.findings)]}
    )
