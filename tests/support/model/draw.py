"""One random household on its way: months, days and a meter that is read; kinds add what happens to it."""

import random
from dataclasses import replace
from datetime import date

from tests.support.model.facts import (
    Contract,
    Household,
    Meter,
    Month,
    Payment,
    Reading,
    days_in,
    first,
    month_of,
)
from tests.support.model.rates import LATE

ZONES = (("one",), ("day", "night"), ("peak", "semi", "night"))
HISTORY = 7
READ_FROM = 14
LONG_AGO = date(2018, 3, 5)


class Draw:
    """One household being drawn over the months start..end."""

    def __init__(self, seed: str, number: str, kind: str, start: Month, end: Month) -> None:
        self.random = random.Random(seed)
        self.start, self.end = start, end
        self.pays_since = start
        self.home = Household(
            number=number,
            kind=kind,
            rooms=self.random.randint(1, 4),
            group=self.random.choice(("city_gas", "rural_or_electric")),
        )
        self.home.contracts.append(Contract(known=start - 1, persons=self.random.randint(1, 5), opened=LONG_AGO))

    def months(self) -> range:
        return range(self.start, self.end + 1)

    def some_month(self, after: int = 1, before: int = 2) -> Month:
        """A month of the play with so many months before and after it."""
        return self.random.randint(self.start + after, max(self.start + after, self.end - before))

    def later(self) -> int:
        """How many bills late a fact comes."""
        return self.random.choice((1, 1, 2, 3))

    def day(self, month: Month, low: int = 10, high: int = 25) -> date:
        return first(month).replace(day=self.random.randint(low, min(high, days_in(month))))

    def late(self, kind: str) -> None:
        self.home.late.add(kind)

    def metered(
        self,
        zones: tuple[str, ...] | None = None,
        low: int = 40,
        high: int = 260,
        history: int = HISTORY,
    ) -> None:
        """A meter that is read every month in time, and months of use before the play."""
        zones = zones or self.random.choices(ZONES, (6, 3, 2))[0]
        meter = Meter(known=self.start - 1, serial="S1", zones=zones, digits=5, installed=LONG_AGO)
        self.home.meters.append(meter)
        self.use = {month: {zone: self.random.randint(low, high) for zone in zones} for month in self.months()}
        self.home.history = [{zone: self.random.randint(low, high) for zone in zones} for _ in range(history)]
        begin = {zone: self.random.randint(2_000, 40_000) for zone in zones}
        self.home.readings.append(
            Reading(known=self.start - 1, serial="S1", day=self.day(self.start - 1, READ_FROM), values=begin)
        )
        self.read_on(meter, begin, self.start)

    def read_on(self, meter: Meter, begin: dict[str, int], since: Month) -> None:
        """Readings of every month from `since` on, in the last of its ten days before the cut-off."""
        shown = dict(begin)
        for month in range(since, self.end + 1):
            for zone in meter.zones:
                shown[zone] = (shown[zone] + self.use[month][zone]) % 10**meter.digits
            self.home.readings.append(
                Reading(known=month, serial=meter.serial, day=self.day(month, READ_FROM), values=dict(shown))
            )

    def of_month(self, month: Month) -> Reading:
        return next(one for one in self.home.readings if month_of(one.day) == month and one.source == "imported")

    def without(self, *months: Month) -> None:
        self.home.readings = [one for one in self.home.readings if month_of(one.day) not in months]

    def change(self, reading: Reading, **fields: object) -> None:
        place = self.home.readings.index(reading)
        self.home.readings[place] = replace(reading, **fields)  # type: ignore[arg-type]

    def lives_with_late_rates(self) -> None:
        """One in eight has tariffs, and one in eight norms, that come or change when bills are out."""
        if self.random.random() < 0.125 and not self.home.terms:
            self.home.group = LATE
            self.late("tariff")
        if self.random.random() < 0.125:
            self.home.stove = "electric"
            self.late("norm")

    def pay(self) -> None:
        for month in self.months():
            if month >= max(self.pays_since, self.home.contracts[0].known) and self.random.random() < 0.5:
                known = month + self.random.choices((0, 1, 2, 3), (88, 8, 2, 2))[0]
                if known > month:
                    self.late("payment")
                if known <= self.end:
                    self.home.payments.append(
                        Payment(known=known, day=self.day(month, 1, 28), kopecks=self.random.randint(10_000, 250_000))
                    )
