"""The bills of a household, month after month: what was billed against what is known, settled in the open month."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.support.model.facts import Household, Month, NewOwner, last, month_of
from tests.support.model.month import Outcome, State, charge
from tests.support.model.penalty import Money, accrued, due_day
from tests.support.model.points import PointState, Scale
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
    corrected: list[tuple[Month | None, str | None, int, int]]
    """Month, zone, kWh and kopecks of corrections; what stays with a former owner is one, too."""
    penalty: int
    due: date
    settled: dict[Month, int] = field(default_factory=dict)
    """Kopecks by the month whose outcome changed."""

    @property
    def total(self) -> int:
        return self.opening + self.charged + self.recalculated - self.paid


class _Ledger:
    """Debts by period and penalties so far, of the present owner."""

    def __init__(self, home: Household) -> None:
        self.home = home
        self.debts: dict[Month, int] = defaultdict(int)
        self.penalties: dict[Month, int] = defaultdict(int)
        self.since = date.min
        self.settled: dict[Month, dict[Month, int]] = {}
        """Kopecks that each bill settles, by the month that they belong to."""

    def leave(self, change: NewOwner, known: Month) -> int:
        """ГК ст. 153, 210: what is owed for the months before, less the money of the days before, stays behind."""
        begin = month_of(change.day)
        stays = sum(kopecks for period, kopecks in self.debts.items() if period < begin)
        stays -= sum(one.kopecks for one in self._money(known) if one.day < change.day)
        self.since = change.day
        for of in (self.debts, self.penalties):
            for period in [period for period in of if period < begin]:
                del of[period]
        for period in range(begin, known):
            former = self.of_former_months(period)
            self.debts[period] -= former
            stays += former
        return stays

    def of_former_months(self, period: Month) -> int:
        """What a bill of the present owner settles of months before theirs."""
        begin = month_of(self.since)
        return sum(kopecks for month, kopecks in self.settled.get(period, {}).items() if month < begin)

    def _money(self, known: Month) -> list[Money]:
        return [
            Money(one.day, one.kopecks) for one in self.home.payments if one.known <= known and one.day >= self.since
        ]

    def penalty(self, period: Month) -> int:
        """What the month adds to the penalties: what has accrued by its end, less what was charged before."""
        agreed = [one for one in self.home.agreements if one.known < period and one.agreed_on >= self.since]
        now = accrued(self.debts, self._money(period), last(period), agreed)
        added = {debt: now.get(debt, 0) - self.penalties[debt] for debt in {*now, *self.penalties}}
        for debt, kopecks in added.items():
            self.penalties[debt] += kopecks
        return sum(added.values())


def bills(home: Household, start: Month, end: Month, rates: Rates) -> list[Bill]:
    """The bills of the months start..end, each by what its run can know."""
    billed: dict[Month, Sums] = {}
    found: list[Bill] = []
    opening = 0
    ledger = _Ledger(home)
    for period in range(start, end + 1):
        outcomes = _replay(home, start, period, Tariff(rates, home, period))
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
        ledger.settled[period] = settled
        last = found[-1].period if found else start - 1
        paid = _paid(home, period, last)
        corrected = list(_corrected(home, period, last, ledger))
        # A closed account gets bills as long as it owes, is owed, or pays: its debt goes on to be late.
        if present is None and not recalculations and not (found and (opening or paid or corrected)):
            continue
        own = present or Outcome((), (), State())
        recalculations = _plus(recalculations, _sums(own.returned))
        billed[period] = _everything(own)
        charged = sum(line.amount + line.excess for line in own.lines)
        recalculated = sum(money for _, money in recalculations.values())
        by_staff = sum(one.kopecks for one in home.corrections if one.known == period)
        bill = Bill(
            period=period,
            opening=opening,
            charged=charged,
            recalculated=recalculated + sum(kopecks for *_, kopecks in corrected),
            paid=paid,
            charges=_sums(own.lines),
            recalculations=recalculations,
            corrected=corrected,
            penalty=ledger.penalty(period),
            due=due_day(period),
            settled=settled,
        )
        ledger.debts[period] = charged + recalculated + by_staff - ledger.of_former_months(period)
        found.append(bill)
        opening = bill.total
    return found


def _corrected(
    home: Household, period: Month, last: Month, ledger: _Ledger
) -> Iterator[tuple[Month | None, str | None, int, int]]:
    """Corrections by staff, and what stays with a former owner: also what of theirs becomes known later."""
    for one in home.corrections:
        if one.known == period:
            yield one.month, one.zone, one.kwh, one.kopecks
    for change in home.owners:
        if change.known == period and (kopecks := ledger.leave(change, period)):
            yield None, None, 0, -kopecks
        if change.known <= period and (kopecks := ledger.of_former_months(period)):
            yield None, None, 0, -kopecks
        if change.known < period:
            late = [one for one in home.payments if last < max(month_of(one.day), one.known) <= period]
            if kopecks := sum(one.kopecks for one in late if one.day < change.day):
                yield None, None, 0, kopecks


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
            price = tariff.rates.prices(home.group, zone, period, start - 1)[0]
            lines.append(Line(period, zone, 1, "metered", kwh, price, kwh * price))
    points = {}
    for meter in home.meters_at(start - 1):
        own = [one for one in home.readings_at(start - 1) if one.serial == meter.serial]
        newest = max(own, key=lambda one: one.day)
        scales = {(meter.life, zone): Scale(newest.values[zone], newest.day) for zone in meter.zones}
        points[meter.point] = PointState(scales, {zone: months[-12:] for zone, months in history.items()})
    return State(points, tuple(lines))


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
