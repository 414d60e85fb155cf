"""One point's month: what its meters counted, which of its days have no reading, and where its registers stand then.

Sources: ПП 354 п. 31, 59-61, 81; facts A2-A10; the rule that every open day is charged exactly once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from tests.support.model.facts import Household, Life, Meter, Month, Reading, days_in, first, last, month_of
from tests.support.model.pricing import half_up

CUTOFF = 25
"""П. 31 «е»: readings received by this day count for the month."""
WINDOW, LEAST, MOST, REMEMBERED = 6, 3, 3, 12
"""Months of the average, months without which there is none, months that are charged by it, months of history."""
DRAWN_A_DAY = 15 * 24
"""kWh that a household can draw: 15 kW round the clock (E5)."""
By = Literal["read", "silent", "dark", "none"]
"""A meter that was read; one that nobody read; none after one that was there; none yet."""
History = dict[str, list[int]]
"""kWh of months by readings, by zone."""


@dataclass(frozen=True)
class Scale:
    """A register: last true reading, kWh charged by estimate since."""

    value: int | None = None
    on: date | None = None
    estimated: int = 0


@dataclass(frozen=True)
class PointState:
    """Where a point stands after a month."""

    scales: dict[tuple[Life, str], Scale] = field(default_factory=dict)
    history: History = field(default_factory=dict)
    missed: int = 0


class Point:
    """The working of one point in one month."""

    def __init__(self, home: Household, month: Month, known: Month, name: str, days: set[date], before: PointState):
        self.home, self.month, self.known, self.name, self.days, self.before = home, month, known, name, days, before
        self.begin, self.end, self.n = first(month), last(month), days_in(month)
        lives = [one for one in home.meters_at(known) if one.point == name and one.installed <= self.end]
        self.gone = [one for one in lives if one.removed and one.removed < self.begin]
        self.meters = [one for one in lives if one not in self.gone]
        readings = home.readings_at(known)
        self._own = {
            meter.life: [one for one in readings if meter.reads(one) and self._period(one, meter) == month]
            for meter in self.meters
        }
        self.histories = self._histories()
        self._final = {meter.life: self._last_reading(meter) for meter in self.meters}
        self._by = {day: self.by(day) for day in days}
        self.estimates: dict[str, int] = {}
        """kWh of the meter that nobody read, by zone, to be offset by its next reading."""

    @property
    def there(self) -> bool:
        """Whether the point has a meter or had one."""
        return bool(self.meters or self.gone)

    def _period(self, reading: Reading, meter: Meter) -> Month:
        """The month that a reading belongs to: an inspector's its own, that of an act the month of the act, else by
        the cut-off day."""
        own = month_of(reading.day)
        contract = self.home.contract(self.known)
        acts = {contract.closed if contract else None, meter.removed, meter.failed, meter.installed}
        if reading.source == "control" or reading.day in acts or reading.day.day <= CUTOFF:
            return own
        return own + 1

    def _histories(self) -> dict[Life, History]:
        """Months before this one of each meter; a new one goes on with those of the meter before it."""
        found: dict[Life, History] = {}
        present = self.before.history
        for meter in self.meters:
            if present and set(present) != set(meter.zones):
                months = [sum(month) for month in zip(*(reversed(one) for one in present.values()), strict=False)]
                shares = [_evenly(kwh, meter.zones) for kwh in reversed(months)]
                present = {zone: [share[zone] for share in shares] for zone in meter.zones}
            found[meter.life] = present
        return found

    def final(self, meter: Meter) -> Reading | None:
        """The reading that counts."""
        return self._final[meter.life]

    def _last_reading(self, meter: Meter) -> Reading | None:
        """The last one in time, an inspector's after others of its day."""
        own = [one for one in self._own[meter.life] if meter.failed is None or one.day <= meter.failed]
        found = max(own, key=_order, default=None)
        return None if found is not None and self._impossible(meter, found) else found

    def _impossible(self, meter: Meter, reading: Reading) -> bool:
        """A consumer's reading that is neither over zero nor takes back what was charged (E4, E5): none counts."""
        if reading.source == "control":
            return False
        for zone in meter.zones:
            before = self.before.scales.get((meter.life, zone), Scale())
            back = 0 if before.value is None else before.value - reading.values[zone]
            charged = before.estimated + sum(max(0, kwh) for kwh in self.histories[meter.life].get(zone, []))
            if back > charged and not self._over_zero(meter, before, reading, back):
                return True
        return False

    @staticmethod
    def _over_zero(meter: Meter, before: Scale, reading: Reading, back: int) -> bool:
        """Less than half way round, and no more than the home can have drawn in the days between."""
        turned = 10**meter.digits - back
        days = (reading.day - before.on).days if before.on else 0
        return turned * 2 < 10**meter.digits and turned <= DRAWN_A_DAY * max(1, days)

    @property
    def standing(self) -> Meter | None:
        """The meter that is there and works at the month's end."""
        working = [
            one
            for one in self.meters
            if (one.removed is None or one.removed > self.end) and (one.failed is None or one.failed > self.end)
        ]
        return working[-1] if working else None

    def missed_at(self, meter: Meter) -> int:
        """Months in a row before this one in which the meter was not read."""
        return self.before.missed if meter.installed < self.begin else 0

    def by(self, day: date) -> By:
        """What charges a day."""
        lives = [one for one in [*self.gone, *self.meters] if one.installed <= day]
        if not lives:
            return "none"
        meter = lives[-1]
        if meter in self.gone:
            return "dark"
        final = self.final(meter)
        if meter.failed is not None and meter.failed <= self.end and (day >= meter.failed or final is None):
            return "dark"
        if meter.removed is not None and meter.removed <= self.end:
            # The days between two meters of the month are the difference of both dates.
            followed = meter is not self.meters[-1]
            if final is None or day > meter.removed or (followed and day == meter.removed):
                return "dark"
        return "silent" if final is None else "read"

    def days_by(self, by: By) -> set[date]:
        return {day for day, found in self._by.items() if found == by}

    @staticmethod
    def _usual(history: History) -> dict[str, int] | None:
        """The average by zone; None where history is too short."""
        if not history or any(len(months) < LEAST for months in history.values()):
            return None
        return {
            zone: max(0, half_up(Decimal(sum(months[-WINDOW:])) / len(months[-WINDOW:])))
            for zone, months in history.items()
        }

    def dark_usual(self) -> dict[str, int] | None:
        """П. 59 «а», «г»: the average for days without a meter; without a limit of months."""
        return self._usual(self.before.history)

    def silent_usual(self) -> dict[str, int] | None:
        """П. 59 «б», 60: the average for a meter that nobody read, for so many months."""
        standing = self.standing
        if standing is None or self.missed_at(standing) + 1 > MOST:
            return None
        return self._usual(self.histories[standing.life])

    def volumes(self) -> tuple[dict[str, int], int, int]:
        """kWh by zone that readings show beyond what was estimated, the estimates, and the months that they close."""
        volumes: dict[str, int] = {}
        used, months = 0, 0
        for meter in self.meters:
            final = self.final(meter)
            if final is None:
                continue
            months = max(months, self.missed_at(meter) + 1)
            for zone in meter.zones:
                before = self.before.scales.get((meter.life, zone), Scale())
                kwh = self._counted(meter, zone, before, final) - before.estimated
                volumes[zone] = volumes.get(zone, 0) + kwh
                used += before.estimated
        return volumes, used, months

    def _counted(self, meter: Meter, zone: str, before: Scale, final: Reading) -> int:
        previous = before.value
        if previous is None:
            previous = min(self._own[meter.life], key=_order).values[zone]
        kwh = final.values[zone] - previous
        # Else the earlier reading was too high.
        return kwh + 10**meter.digits if kwh < 0 and self._over_zero(meter, before, final, -kwh) else kwh

    def after(self, blocked: Iterable[tuple[date, date]], opened: date) -> PointState:
        """Where the point stands then; `estimates` must be there."""
        standing, read = self.standing, [one for one in self.meters if self.final(one) is not None]
        if not self.meters:
            return self.before
        stays = [one for one in self.meters if one.removed is None or one.removed > self.end]
        scales: dict[tuple[Life, str], Scale] = {}
        for meter in stays:
            final = self.final(meter)
            for zone in meter.zones:
                old = self.before.scales.get((meter.life, zone), Scale())
                scales[meter.life, zone] = old if final is None else Scale(final.values[zone], final.day)
        history = {zone: list(months) for zone, months in self.histories[self.meters[-1].life].items()}
        if standing is not None and self.final(standing) is None:
            for zone, kwh in self.estimates.items():
                old = scales[standing.life, zone]
                scales[standing.life, zone] = replace(old, estimated=old.estimated + kwh)
            return PointState(scales, history, self.missed_at(standing) + 1)
        if not read:
            return PointState(scales, history, self.before.missed)
        _, _, months = self.volumes()
        if self._whole(months, blocked, opened):
            for zone, kwh in self._month().items():
                entries = [half_up(Decimal(kwh) / months)] * min(months, REMEMBERED)
                history[zone] = [*history.get(zone, []), *entries][-REMEMBERED:]
        return PointState(scales, history, 0)

    def _whole(self, months: int, blocked: Iterable[tuple[date, date]], opened: date) -> bool:
        """Whether readings cover each day of their months; others would pull the average down."""
        if len(self.days_by("read")) != self.n:
            return False
        begin = first(self.month - months + 1)
        return months == 1 or (
            opened <= begin
            and self.meters[0].installed <= begin
            and not any(since <= self.end and until >= begin for since, until in blocked)
        )

    def _month(self) -> dict[str, int]:
        """kWh of the month by the zones of the last meter; what others counted in other zones is shared evenly."""
        zones = self.meters[-1].zones
        counted: dict[str, int] = {}
        for meter in self.meters:
            final = self.final(meter)
            assert final is not None
            for zone in meter.zones:
                before = self.before.scales.get((meter.life, zone), Scale())
                counted[zone] = counted.get(zone, 0) + self._counted(meter, zone, before, final)
        other = _evenly(sum(kwh for zone, kwh in counted.items() if zone not in zones), zones)
        return {zone: counted.get(zone, 0) + other[zone] for zone in zones}


def _order(reading: Reading) -> tuple[date, bool]:
    return reading.day, reading.source == "control"


def _evenly(kwh: int, zones: Iterable[str]) -> dict[str, int]:
    """Half up to a kWh; the last zone takes the remainder."""
    *others, final = zones
    part = half_up(Decimal(kwh) / (len(others) + 1))
    return {**dict.fromkeys(others, part), final: kwh - part * len(others)}


def every_day(begin: date, end: date) -> set[date]:
    return {begin + timedelta(number) for number in range((end - begin).days + 1)}
