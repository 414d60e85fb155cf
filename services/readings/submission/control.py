"""A control reading, taken by the supplier's inspector (ПП РФ 354, п. 61, 82-85)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.bounds import bounds
from contracts.readings import CheckResult, ControlCheck, ControlReading, ReadingAccepted
from services.readings.meters.active_meter import (
    Past,
    active_meter,
    closing_of,
    facts_of,
    locked_meter,
    no_meter,
    past_readings,
    shown,
)
from services.readings.models import Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules import phrases
from services.readings.rules.checks import Judgement
from services.readings.rules.control import wrong_control
from services.readings.rules.control_judgement import judge_control
from services.readings.rules.periods import period_of
from services.readings.submission.check import check_result
from services.readings.submission.record import accepted, add_reading, note_warnings, same_again, values_in_words
from services.readings.submission.submit import refuse_unless_good


def check_control_reading(work: Work[None], request: ControlCheck) -> CheckResult:
    """What the reading means in kWh and what to ask about it; nothing is stored.

    Refusals: "no_meter", "reading_refused".
    """
    meter = active_meter(work.session, request.account_number, request.serial)
    if meter is None:
        raise no_meter()
    return check_result(_judge(work, meter, past_readings(work.session, meter), request), meter)


def record_control_reading(work: Work[None], request: ControlReading) -> ReadingAccepted:
    """What the inspector saw stands against what the consumer sent; what is hardly possible asks for a confirmation.

    Refusals: "no_meter", "reading_refused"; "confirmation_needed" with all findings in the details.
    """
    session = work.session
    with once(session, f"record_control_reading:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingAccepted)
        meter = locked_meter(session, request.account_number, request.serial)
        values = {value.zone: value.value for value in request.values}
        past = past_readings(session, meter)
        judgement = _judge(work, meter, past, request)
        refuse_unless_good(judgement, request.confirmed)
        period = judgement.period
        known: Reading | Past | None = same_again(past, values, period)
        repeated = known is not None and known.source == "control" and known.taken_on == request.taken_on
        if known is None or not repeated:
            known = add_reading(
                session,
                meter,
                values,
                "control",
                work.now,
                request.taken_on,
                period,
                act=request.act,
                passed_zero=request.passed_zero,
            )
            note_warnings(session, known, judgement)
            _write_trail(work, request, meter, str(known.id), judgement)
        answer = accepted(meter, known, repeated)
        slot.keep(answer)
        return answer


def _judge(work: Work[None], meter: Meter, past: Sequence[Past], request: ControlCheck | ControlReading) -> Judgement:
    _refuse_mistakes(work.session, past, meter, request, work.clock.today())
    values = {value.zone: value.value for value in request.values}
    period = period_of(request.taken_on)  # п. 61; a run settles the months that are billed already
    policy = policy_for(work.session, request.taken_on)
    facts = facts_of(meter, past)
    return judge_control(values, facts, request.taken_on, period, policy, passed_zero=request.passed_zero)


def _write_trail(work: Work[None], request: ControlReading, meter: Meter, subject: str, judgement: Judgement) -> None:
    asked = ", ".join(finding.code for finding in judgement.findings if finding.severity == "confirm")
    details = {
        "act": request.act,
        "values": values_in_words(judgement.values, meter.decimals),
        "taken_on": request.taken_on.isoformat(),
        **({"confirmed": asked} if asked else {}),
        **({"passed_zero": "1"} if request.passed_zero else {}),
    }
    audit.record(
        work.session,
        work.now,
        "record_control_reading",
        subject=subject,
        account=request.account_number,
        **details,
    )


def _refuse_mistakes(
    session: Session, past: Sequence[Past], meter: Meter, request: ControlCheck | ControlReading, today: date
) -> None:
    controls = [shown(reading) for reading in past if reading.source in ("control", "act")]
    given = [(value.zone, value.value) for value in request.values]
    found = wrong_control(
        given,
        meter.zones,
        meter.digits,
        request.taken_on,
        meter.installed_on,
        controls,
        today,
        passed_zero=request.passed_zero,
        closed_on=closing_of(session, request.account_number),
    )
    if found:
        raise Refusal("reading_refused", found.message, "taken_on" if found.code == "E14" else "values")
    least, _ = bounds("fact", today, policy_for(session, today).settle_back_months)
    if request.taken_on < least:
        text = f"Перерасчёт возможен с {phrases.day(least)}: дата снятия раньше"
        raise Refusal("reading_refused", text, "taken_on")
