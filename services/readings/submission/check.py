"""Check before sending (B2): the judgement, the kWh, the period; nothing is stored. Rubles come from billing."""

from collections.abc import Iterable, Sequence

from chassis.service.bindings import Work
from contracts.readings import CheckedZone, CheckResult, ReadingCheck, TypedReading
from contracts.readings import Finding as FindingAnswer
from services.readings.meters.active_meter import Past, active_meter, closing_of, facts_of, no_meter, past_readings
from services.readings.models import Meter
from services.readings.policy import policy_for
from services.readings.rules.checks import Judgement, judge_typed
from services.readings.rules.findings import Finding


def check_readings(work: Work[None], request: ReadingCheck) -> CheckResult:
    """Refusal "no_meter" when the account has none."""
    meter = active_meter(work.session, request.account_number, request.serial)
    if meter is None:
        raise no_meter()
    return check_result(judge_form(work, meter, past_readings(work.session, meter), request.values), meter)


def check_result(judgement: Judgement, meter: Meter) -> CheckResult:
    """The judgement as the contract shows it."""
    return CheckResult(
        serial=meter.serial,
        decimals=meter.decimals,
        verdict=judgement.outcome,
        period=judgement.period,
        zones=[
            CheckedZone(
                zone=step.zone,
                previous=step.previous,
                current=step.current,
                volume=step.volume,
                rolled_over=step.rolled_over,
                previous_on=step.previous_on,
            )
            for step in judgement.steps
        ],
        findings=finding_answers(judgement.findings),
    )


def judge_form(work: Work[None], meter: Meter, past: Iterable[Past], values: Sequence[TypedReading]) -> Judgement:
    """Judge the digits of a form that is sent now. From here on a reading is whole kWh."""
    today = work.clock.today()
    typed = [(value.zone, value.digits) for value in values]
    facts = facts_of(meter, past, closing_of(work.session, meter.account_number))
    return judge_typed(typed, facts, today, policy_for(work.session, today))


def finding_answers(findings: Iterable[Finding]) -> list[FindingAnswer]:
    """The findings as the contract shows them."""
    return [
        FindingAnswer(code=found.code, severity=found.severity, zone=found.zone, message=found.message)
        for found in findings
    ]
