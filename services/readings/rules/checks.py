"""The judgement on a reading before it is sent: accepted, needs confirmation or refused (rules E1-E14; B2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.wire import Zone
from services.readings.rules import phrases, plausibility
from services.readings.rules.findings import Finding, error, hint
from services.readings.rules.history import Shown, counted, passed
from services.readings.rules.meter import MeterFacts, Step
from services.readings.rules.periods import counts_for, period_of
from services.readings.rules.policy import Policy
from services.readings.rules.typed import parse, too_long, wrong_zones
from wording.dates import month

Outcome = Literal["accepted", "needs_confirmation", "refused"]


@dataclass(frozen=True, slots=True)
class Judgement:
    period: str
    values: Mapping[Zone, int]
    """Whole kWh in the order of the meter's zones; empty when they could not be read."""
    steps: tuple[Step, ...]
    """Empty when refused."""
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        severities = {finding.severity for finding in self.findings}
        if "error" in severities:
            return "refused"
        return "needs_confirmation" if "confirm" in severities else "accepted"


def judge_typed(given: Iterable[tuple[Zone, str]], meter: MeterFacts, today: date, policy: Policy) -> Judgement:
    """Judge the (zone, digits as typed) of a consumer on a Moscow day."""
    values, findings = parse(given, meter.zones, meter.digits, meter.decimals)
    findings = _closed(meter, today) or findings
    if findings:
        return Judgement(_period(meter, today, policy), {}, (), tuple(findings))
    return judge(values, meter, today, policy)


def judge(values: Mapping[Zone, int], meter: MeterFacts, today: date, policy: Policy) -> Judgement:
    """Judge whole kWh by zone, received from a consumer on a Moscow day."""
    period = _period(meter, today, policy)
    findings = _closed(meter, today) or wrong_zones(values, meter.zones)
    findings += [too_long(zone, meter.digits) for zone, value in values.items() if value >= int(10**meter.digits)]
    if findings:
        return Judgement(period, {}, (), tuple(findings))
    history = counted(meter.readings, period)
    previous = history[-1] if history else None
    steps = tuple(_step(zone, values[zone], previous, meter) for zone in meter.zones)
    if previous:
        findings = plausibility.findings(steps, previous, history, meter, today, period, policy)
    refused = any(finding.severity == "error" for finding in findings)
    if not refused:
        findings += _circumstances(values, steps, previous, meter, today, period, policy.cutoff_day)
    return Judgement(period, values, () if refused else steps, tuple(findings))


def _period(meter: MeterFacts, today: date, policy: Policy) -> str:
    first_on = None if meter.readings else meter.installed_on
    return counts_for(today, policy.cutoff_day, first_on=first_on, ends_on=meter.closed_on)


def _closed(meter: MeterFacts, today: date) -> list[Finding]:
    """After the closing of the account there is no bill that readings could enter."""
    if meter.closed_on is None or today <= meter.closed_on:
        return []
    closed = phrases.day(meter.closed_on)
    return [error("E9", f"Лицевой счет закрыт {closed}: показания больше не принимаются")]


def _step(zone: Zone, value: int, previous: Shown | None, meter: MeterFacts) -> Step:
    before = previous.values.get(zone, value) if previous else value
    on = previous.taken_on if previous else None
    units = passed(before, value, meter.digits)
    return Step(zone, before, value, meter.kwh(units), value < before, on, 2 * units > int(10**meter.digits))


def _circumstances(
    values: Mapping[Zone, int],
    steps: Sequence[Step],
    previous: Shown | None,
    meter: MeterFacts,
    today: date,
    period: str,
    cutoff_day: int,
) -> list[Finding]:
    """What is good to know and asks for nothing."""
    found = []
    if meter.closed_on and period == period_of(meter.closed_on):
        closes = phrases.day(meter.closed_on)
        found.append(hint("E6", f"Лицевой счет закрывается {closes}: показания войдут в счёт за {month(period)}"))
    elif period != period_of(today):
        found.append(hint("E6", f"{cutoff_day}-е число прошло: эти показания войдут в счёт за {month(period)}"))
    sent = [shown for shown in meter.readings if shown.period == period and not shown.control]
    if sent and sent[-1].values != values:
        text = f"В этом периоде показания уже переданы ({phrases.day(sent[-1].taken_on)}): учтём последние"
        found.append(hint("E7", text))
    if previous is None:
        found.append(hint("E8", "Это первые показания счётчика: расход посчитаем со следующих"))
    elif not any(step.volume for step in steps):
        found.append(hint("E8", "Показания не изменились: расход 0 кВт·ч"))
    if meter.failed_on:
        text = f"Счётчик отмечен неисправным с {phrases.day(meter.failed_on)}: до его замены считаем по среднему"
        found.append(hint("E9", text))
    if meter.smart:
        found.append(hint("E11", "Счётчик передаёт показания сам, вводить их не обязательно"))
    return found
