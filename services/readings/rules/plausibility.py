"""Can it be true? Lower than before, through zero, far more than usual, a digit too many: E4, E5, E10, E13.

Two limits: the usual of the home, and what its connection can let through round the clock (`max_power_kw`). What a
consumer sends above the second is refused; an inspector has seen the meter, so that he is asked.
"""

from collections.abc import Sequence
from datetime import date

from services.readings.rules import phrases
from services.readings.rules.findings import Finding, confirm, error, hint
from services.readings.rules.history import Pace, Shown, usual
from services.readings.rules.meter import MeterFacts, Step
from services.readings.rules.periods import months_between
from services.readings.rules.policy import Policy
from wording.numbers import kwh

HOURS = 24
APPEAL = "Если на счётчике действительно так, напишите в «Обратная связь» и приложите фото"


def findings(
    steps: Sequence[Step],
    previous: Shown,
    history: Sequence[Shown],
    meter: MeterFacts,
    today: date,
    period: str,
    policy: Policy,
) -> list[Finding]:
    """What the volumes since the previous reading give to think of; errors come alone."""
    days = max(1, (today - previous.taken_on).days)
    possible = meter.max_power_kw * HOURS * days
    pace = usual(history, meter, policy.average_months, policy.average_min_months)
    found = [_lower(step, previous, possible, meter, today) for step in steps if step.rolled_over]
    total = sum(step.volume for step in steps)
    if any(finding.severity == "error" for finding in found):
        return [finding for finding in found if finding.severity == "error"]
    digit_too_many = [finding for step in steps if (finding := _extra_digit(step, pace, days, possible, policy, meter))]
    if total > possible:
        text = f"Расход {kwh(total)} за {days} дн. невозможен: столько не пропустит ввод. {APPEAL}"
        return [error("E5b", text), *digit_too_many]
    months = max(1, months_between(previous.period, period))
    if reason := _unusual(total, days, months, pace, policy):
        found += [confirm("E5a", f"Расход {kwh(total)} — {reason}. Проверьте цифры"), *digit_too_many]
    return found


def inspector_doubts(
    steps: Sequence[Step],
    previous: Shown,
    history: Sequence[Shown],
    meter: MeterFacts,
    taken_on: date,
    policy: Policy,
    *,
    passed_zero: bool,
) -> list[Finding]:
    """What a control reading gives to think of: all of it asks, nothing refuses.

    `passed_zero`: the inspector says that the counter went through zero, which is no longer asked then.
    """
    days = max(1, (taken_on - previous.taken_on).days)
    possible = meter.max_power_kw * HOURS * days
    pace = usual(history, meter, policy.average_months, policy.average_min_months)
    found = [_below(step, previous, meter) for step in steps if step.current < step.previous and not passed_zero]
    total = sum(step.volume for step in steps)
    months = max(1, months_between(previous.period, f"{taken_on:%Y-%m}"))
    if total > possible:
        text = f"Расход {kwh(total)} за {days} дн. невозможен при {meter.max_power_kw} кВт: не больше {kwh(possible)}"
        found.append(confirm("E5b", text))
    elif reason := _unusual(total, days, months, pace, policy):
        found.append(confirm("E5a", f"Расход {kwh(total)} — {reason}"))
    return found + [one for step in steps if (one := _extra_digit(step, pace, days, possible, policy, meter))]


def _below(step: Step, previous: Shown, meter: MeterFacts) -> Finding:
    shown = phrases.figures(step.previous, meter.digits, meter.decimals)
    was = f"было {shown} ({phrases.day(previous.taken_on)}){phrases.in_zone(step.zone)}"
    if step.rolled_over:
        text = f"Показание меньше прежнего: {was}. Счётчик перешёл через ноль? Тогда расход {kwh(step.volume)}"
    else:
        text = f"Показание меньше прежнего: {was}. Абоненту вернём {kwh(-step.volume)}"
    return confirm("E4", text, step.zone)


def _lower(step: Step, previous: Shown, possible: int, meter: MeterFacts, today: date) -> Finding:
    """Through zero, if the use would then be possible and less than half of the scale; else a mistake."""
    was = f"{phrases.figures(step.previous, meter.digits, meter.decimals)} ({phrases.day(previous.taken_on)})"
    if previous.control and previous.taken_on >= today:
        return error("E10", f"Показание ниже контрольных: {was}{phrases.in_zone(step.zone)}", step.zone)
    if step.volume <= possible and not step.far:
        then = f"Счётчик перешёл через ноль? Тогда расход {kwh(step.volume)}"
        return confirm("E4", f"Показание меньше прошлого: было {was}{phrases.in_zone(step.zone)}. {then}", step.zone)
    if previous.control:
        return error("E10", f"Показание ниже контрольных: {was}{phrases.in_zone(step.zone)}. {APPEAL}", step.zone)
    text = f"Показание меньше прошлого: было {was}{phrases.in_zone(step.zone)}. Проверьте цифры. {APPEAL}"
    return error("E4", text, step.zone)


def _unusual(total: int, days: int, months: int, pace: Pace | None, policy: Policy) -> str | None:
    """Why the volume asks for a second look; exactly three times the usual is still usual."""
    if pace is None and total > policy.implausible_daily_kwh * days:
        return f"больше {policy.implausible_daily_kwh} кВт·ч в день"
    if pace is not None and total > policy.implausible_factor * pace.daily * days:
        expected = round(pace.daily * days)
        return f"намного больше обычного (около {kwh(expected)} за {days} дн.)"
    if total > policy.first_tier_kwh * months:
        return f"больше {kwh(policy.first_tier_kwh)} в месяц, выше первого диапазона"
    return None


def _extra_digit(
    step: Step, pace: Pace | None, days: int, possible: int, policy: Policy, meter: MeterFacts
) -> Finding | None:
    """Meters show tenths behind a comma; with that digit typed the value is ten times too big."""
    shorter = step.current // 10
    limit = policy.implausible_factor * pace.daily_of(step.zone) * days if pace else possible
    if meter.decimals or step.rolled_over or step.volume <= limit or shorter < step.previous:
        return None
    text = f"Возможно, введена цифра после запятой: тогда показание {shorter}{phrases.in_zone(step.zone)}"
    return hint("E13", text, step.zone)
