"""The judgement on an inspector's reading before it is recorded: what it means in kWh, and what to ask about it."""

from collections.abc import Mapping
from datetime import date

from contracts.wire import Zone
from services.readings.rules import plausibility
from services.readings.rules.checks import Judgement
from services.readings.rules.findings import hint
from services.readings.rules.history import counted, counted_between
from services.readings.rules.meter import MeterFacts, Step
from services.readings.rules.policy import Policy


def judge_control(
    values: Mapping[Zone, int], meter: MeterFacts, taken_on: date, period: str, policy: Policy, *, passed_zero: bool
) -> Judgement:
    """Judge whole kWh of every zone of the meter against what it showed before; nothing is refused here.

    What a consumer sent for the same period is no measure: the control reading counts instead.

    A step's volume is negative when the reading gives kWh back (п. 61); `passed_zero` says that a lower one does not.
    """
    earlier = counted([shown for shown in meter.readings if shown.taken_on <= taken_on], period)
    if not earlier:
        first = tuple(Step(zone, values[zone], values[zone], 0, False) for zone in meter.zones)
        text = "Это первые показания счётчика: расход посчитаем со следующих"
        return Judgement(period, values, first, (hint("E8", text),))
    previous = earlier[-1]
    steps = []
    for zone in meter.zones:
        before = previous.values.get(zone, values[zone])
        units = counted_between(before, values[zone], meter.digits, passed_zero=passed_zero)
        rolled_over = values[zone] < before and units > 0
        steps.append(Step(zone, before, values[zone], meter.kwh(units), rolled_over, previous.taken_on))
    found = plausibility.inspector_doubts(steps, previous, earlier, meter, taken_on, policy, passed_zero=passed_zero)
    return Judgement(period, values, tuple(steps), tuple(found))
