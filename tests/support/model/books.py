"""The bills of a household, month after month: what was billed against what is known, settled in the open month."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.support.model.facts import Household, Month, month_of
from tests.support.model.month import Outcome, Scale, State, charge
from tests.support.model.pricing import Line, Tariff
from tests.support.model.rates import Rates

Key = tuple[Month, str, int, int]
"""Month of the price, zone, tier, price."""
Sums = dict[Key, tuple[int, int]]
"""kWh and kopecks."""


@dataclass
class Bill:
    """One published bill of the model; money in kopecks."""

    period: Month
    opening: int
    charged: int
    recalculated: int
    paid: int
    charges: Sums
    recalculations: Sums
    settled: dict[Month, int] = field(default_factory=dict)
    """Kopecks by the month whose outcome changed."""

    @property
    def total(self) -> int:
        return self.opening + self.charged + self.recalculated - self.paid


def bills(home: Household, start: Month, end: Month, rates: Rates) -> list[Bill]:
    """The bills of the months start..end, each by what its run can know."""
    billed: dict[Month, Sums] = {}
    found: list[Bill] = []
    opening = 0
    for period in range(start, end + 1):
        outcomes = _replay(home, start, period, Tariff(rates, home.group, home.heating, period))
        recalculations: Sums = {}
        settled: dict[Month, int] = {}
        for month in range(start, period):
            known = _everything(outcomes.get(month))
            difference = _minus(known, billed.get(month, {}))
            if difference:
                settled[month] = sum(money for _, money in difference.values())
            recalculations = _plus(recalculations, difference)
            billed[month] = known
        present = outcomes.get(period)
        paid = _paid(home, period, found[-1].period if found else start - 1)
        # A closed account gets bills as long as it owes, is owed, or pays: its debt goes on to be late.
        if present is None and not recalculations and not (found and (opening or paid)):
            continue
        own = present or Outcome((), (), State())
        recalculations = _plus(recalculations, _sums(own.returned))
        billed[period] = _everything(own)
        charges = _sums(own.lines)
        bill = Bill(
            period=period,
            opening=opening,
            charged=sum(line.amount + line.excess for line in own.lines),
            recalculated=sum(money for _, money in recalculations.values()),
            paid=paid,
            charges=charges,
            recalculations=recalculations,
            settled=settled,
        )
        found.append(bill)
        opening = bill.total
    return found


def _replay(home: Household, start: Month, period: Month, tariff: Tariff) -> dict[Month, Outcome]:
    """All months from the first one by what is known with the bill of `period`."""
    state, outcomes = _opened(home, start, tariff), {}
    for month in range(start, period + 1):
        outcome = charge(home, month, state, tariff)
        if outcome is not None:
            outcomes[month] = outcome
            state = outcome.state
    return outcomes


def _opened(home: Household, start: Month, tariff: Tariff) -> State:
    """Where the loaded history leaves the account: last readings, months by readings, what was billed."""
    history: dict[str, list[int]] = defaultdict(list)
    lines: list[Line] = []
    for number, month in enumerate(home.history):
        period = start - len(home.history) + number
        for zone, kwh in month.items():
            history[zone].append(kwh)
            price = tariff.rates.prices(home.group, zone, period, period)[0]
            lines.append(Line(period, zone, 1, "metered", kwh, price, kwh * price))
    scales = {}
    for meter in home.meters_at(start - 1):
        own = [one for one in home.readings_at(start - 1) if one.serial == meter.serial]
        if own:
            newest = max(own, key=lambda one: one.day)
            scales |= {(meter.serial, zone): Scale(newest.values[zone]) for zone in meter.zones}
    return State(scales, {zone: months[-12:] for zone, months in history.items()}, 0, tuple(lines))


def _paid(home: Household, period: Month, before: Month) -> int:
    """Payments enter the month in which they were made, or the first one whose bill is not out when they are known."""
    return sum(one.kopecks for one in home.payments if before < max(month_of(one.day), one.known) <= period)


def _sums(lines: tuple[Line, ...]) -> Sums:
    sums: Sums = {}
    for line in lines:
        key = (line.month, line.zone, line.tier, line.price)
        kwh, money = sums.get(key, (0, 0))
        sums[key] = kwh + line.volume, money + line.amount + line.excess
    return {key: value for key, value in sums.items() if value != (0, 0)}


def _everything(outcome: Outcome | None) -> Sums:
    return {} if outcome is None else _sums((*outcome.lines, *outcome.returned))


def _plus(one: Sums, other: Sums, sign: int = 1) -> Sums:
    sums = dict(one)
    for key, (kwh, money) in other.items():
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + sign * kwh, before[1] + sign * money
    return {key: value for key, value in sums.items() if value != (0, 0)}


def _minus(one: Sums, other: Sums) -> Sums:
    return _plus(one, other, -1)
