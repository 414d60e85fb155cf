"""Check before sending (B2): the verdict, the kWh, the period; nothing is stored. Rubles come from billing."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.readings import CheckedZone, CheckResult, Finding, ReadingCheck, TypedReading
from contracts.wire import Zone
from services.readings.meters.active_meter import Past, active_meter, facts_of, no_meter, past_readings
from services.readings.models import Meter
from services.readings.policy import policy_for
from services.readings.rules.checks import Judgement, judge


def check_readings(session: Session, request: ReadingCheck, clock: Clock) -> CheckResult:
    """Refusal "no_meter" when the account has none."""
    meter = active_meter(session, request.account_number)
    if meter is None:
        raise no_meter()
    past = past_readings(session, meter)
    judgement = judge_typed(session, meter, past, typed(request.values), clock.today())
    return CheckResult(
        verdict=judgement.verdict,
        period=judgement.period,
        zones=[
            CheckedZone(
                zone=step.zone,
                previous=step.previous,
                current=step.current,
                volume=step.volume,
                rolled_over=step.rolled_over,
            )
            for step in judgement.steps
        ],
        findings=told(judgement),
    )


def judge_typed(
    session: Session, meter: Meter, past: Iterable[Past], given: Iterable[tuple[Zone, str]], day: date
) -> Judgement:
    """Judge (zone, digits as typed) received on a Moscow day."""
    return judge(given, facts_of(meter, past), day, policy_for(session, day))


def typed(values: Iterable[TypedReading]) -> list[tuple[Zone, str]]:
    return [(value.zone, value.digits) for value in values]


def told(judgement: Judgement) -> list[Finding]:
    """The findings as the contract tells them."""
    return [
        Finding(code=found.code, severity=found.severity, zone=found.zone, message=found.message)
        for found in judgement.findings
    ]
