"""One household's month by what is known of it: which days count by which method, and where its meters stand then.

Sources: ПП 354 п. 31, 42, 59-61, 81, 86; facts A2-A10; the rule that every open day is charged exactly once.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.support.model.facts import Household, Meter, Month, Reading, days_in, first, last, month_of
from tests.support.model.norm import exact_norm, norm
from tests.support.model.pricing import Line, Tariff, give_back, half_up

CUTOFF = 25
"""П. 31 «е»: readings received by this day count for the month."""
WINDOW, LEAST, MOST = 6, 3, 3
"""Months of the average, months without which there is none, months that are charged by it."""


@dataclass(frozen=True)
class Scale:
    """A register: last true reading, kWh charged by estimate since."""

    value: int | None = None
    estimated: int = 0


@dataclass(frozen=True)
class State:
    """Where an account stands after a month."""

    scales: dict[tuple[str, str], Scale] = field(default_factory=dict)
    history: dict[str, list[int]] = field(default_factory=dict)
    missed: int = 0
    billed: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a month costs: its own lines, and what it gives back of earlier months."""

    lines: tuple[Line, ...]
    returned: tuple[Line, ...]
    state: State


def charge(home: Household, month: Month, state: State, tariff: Tariff) -> Outcome | None:
    """The month by all that is known at `tariff.known`; None when the account is not open in it."""
    known = tariff.known
    days = _open_days(home, month, known)
    if days is None:
        return None
    if not days:
        return Outcome((), (), state)
    return _Charging(home, month, state, tariff, days).outcome()


def _open_days(home: Household, month: Month, known: Month) -> set[date] | None:
    contract = home.contract(known)
    if contract is None:
        return None
    begin, end = max(first(month), contract.opened), min(last(month), contract.closed or date.max)
    if begin > end:
        return None
    days = {begin + timedelta(number) for number in range((end - begin).days + 1)}
    for block in home.blocks:
        if block.known <= known:
            days = {day for day in days if not block.since <= day <= block.until}
    return days


@dataclass
class _ReadOff:
    """kWh by zone that readings show beyond what was estimated, the estimates, and where the registers are now."""

    volumes: dict[str, int]
    used: int
    scales: dict[tuple[str, str], Scale]


@dataclass(frozen=True)
class _Working:
    """Which days of the month count how. `dark` had no counting meter, `waiting` one that nobody has read."""

    read: _ReadOff
    standing: Meter | None
    dark: int
    waiting: int
    usual: dict[str, int] | None

    @property
    def is_read(self) -> bool:
        return self.standing is not None and not self.waiting


class _Charging:
    """The working of one month."""

    def __init__(self, home: Household, month: Month, state: State, tariff: Tariff, days: set[date]) -> None:
        self.home, self.month, self.state, self.tariff, self.days = home, month, state, tariff, days
        self.n = days_in(month)
        every = [one for one in home.meters_at(tariff.known) if one.installed <= last(month)]
        self.gone = any(one.removed and one.removed < first(month) for one in every)
        self.meters = [one for one in every if one.removed is None or one.removed >= first(month)]
        self.readings = [one for one in home.readings_at(tariff.known) if self._period(one) == month]

    def _period(self, reading: Reading) -> Month:
        """The month that a reading belongs to: an inspector's its own, that of an act the month of the act, else by
        the cut-off day."""
        own = month_of(reading.day)
        meter = next((one for one in self.home.meters_at(self.tariff.known) if one.serial == reading.serial), None)
        contract = self.home.contract(self.tariff.known)
        ends = {contract.closed if contract else None}
        if meter is not None:
            ends |= {meter.removed, meter.failed, meter.installed}
        acts = {month_of(end) for end in ends if end is not None and reading.day == end}
        if reading.source == "control" or acts:
            return own
        return own if reading.day.day <= CUTOFF else own + 1

    def outcome(self) -> Outcome:
        if not self.meters and not self.gone:
            return self._without_meter()
        read = self._read_off()
        standing = self._standing()
        dark = self._dark_days(standing)
        waiting = standing is not None and self._final(standing) is None
        work = _Working(read, standing, dark, len(self.days) - dark if waiting else 0, self._usual())
        estimates, by_norm = self._estimates(work)
        lines = [*self._counted_lines(work, {} if by_norm else estimates), *self._norm_lines(work, by_norm, estimates)]
        returned: list[Line] = []
        for zone, kwh in self._with_dark(work).items():
            if kwh < 0:
                returned += give_back(-kwh, zone, [*self.state.billed, *returned])
        return Outcome(tuple(lines), tuple(returned), self._after(work, estimates, [*lines, *returned]))

    def _read_off(self) -> "_ReadOff":
        """What the meters have counted, less what was estimated before."""
        found = _ReadOff({}, 0, dict(self.state.scales))
        for meter in self.meters:
            final = self._final(meter)
            for zone in meter.zones:
                before = found.scales.pop((meter.serial, zone), Scale())
                found.scales[meter.serial, zone] = before if final is None else Scale(final.values[zone])
                if final is not None:
                    kwh = self._counted(meter, zone, before, final) - before.estimated
                    found.volumes[zone] = found.volumes.get(zone, 0) + kwh
                    found.used += before.estimated
        return found

    def _standing(self) -> Meter | None:
        """The meter that is there and works at the month's end."""
        there = [one for one in self.meters if one.removed is None or one.removed > last(self.month)]
        working = [one for one in there if one.failed is None or one.failed > last(self.month)]
        return working[-1] if working else None

    def _final(self, meter: Meter) -> Reading | None:
        """The reading that counts: the last one in time, an inspector's after others of its day."""
        own = [one for one in self.readings if one.serial == meter.serial]
        if meter.failed is not None:
            own = [one for one in own if one.day <= meter.failed]
        return max(own, key=lambda one: (one.day, one.source == "control"), default=None)

    def _counted(self, meter: Meter, zone: str, before: Scale, final: Reading) -> int:
        previous = before.value
        if previous is None:
            own = [one for one in self.readings if one.serial == meter.serial]
            previous = min(own, key=lambda one: (one.day, one.source == "control")).values[zone]
        kwh = final.values[zone] - previous
        turned = kwh + 10**meter.digits
        # A counter that passed zero has gone less than half way round; else the earlier reading was too high.
        return turned if kwh < 0 and turned * 2 < 10**meter.digits else kwh

    def _dark_days(self, standing: Meter | None) -> int:
        """Open days on which no meter counted."""
        dark = 0
        served: date | None = None
        if self.gone or self.state.scales:
            served = first(self.month)
        for meter in self.meters:
            if meter.installed >= first(self.month) and served is not None:
                dark += (meter.installed - served).days
            served = None
            if meter.failed is not None and meter.failed <= last(self.month):
                served = meter.failed if self._final(meter) else first(self.month)
                served = max(served, first(self.month))
            elif meter.removed is not None and meter.removed <= last(self.month):
                served = meter.removed
        if standing is None:
            end = last(self.month)
            gone = self.meters[-1] if self.meters else None
            failed = gone is not None and gone.failed is not None
            dark += (end - served).days + (1 if failed or gone is None else 0) if served else 0
        return min(dark, len(self.days))

    def _before_first_meter(self) -> set[date]:
        """Days before the very first meter, which count by the norm."""
        if self.gone or self.state.scales or not self.meters:
            return set()
        return {day for day in self.days if day < self.meters[0].installed}

    def _usual(self) -> dict[str, int] | None:
        """The average by zone; None where history is too short."""
        usual = {}
        zones = (self.meters or self.home.meters_at(self.tariff.known))[-1].zones
        for zone in zones:
            months = self.state.history.get(zone, [])[-WINDOW:]
            if len(months) < LEAST:
                return None
            usual[zone] = max(0, half_up(Decimal(sum(months)) / len(months)))
        return usual

    def _estimates(self, work: "_Working") -> tuple[dict[str, int], bool]:
        """П. 59 «б», 60: kWh by zone for days of a meter that nobody has read; whether by the norm."""
        if not work.waiting or work.standing is None:
            return {}, False
        if work.usual is not None and self.state.missed + 1 <= MOST:
            return {zone: half_up(Decimal(kwh * work.waiting) / self.n) for zone, kwh in work.usual.items()}, False
        return self._spread(norm(self.home, self.month, self.days, self.tariff), work.standing), True

    def _with_dark(self, work: "_Working") -> dict[str, int]:
        """What was read, and the average of the days on which no meter counted (п. 59 «а», «г»)."""
        volumes = dict(work.read.volumes)
        for zone, kwh in (work.usual or {}).items() if work.dark else ():
            volumes[zone] = volumes.get(zone, 0) + half_up(Decimal(kwh * work.dark) / self.n)
        return volumes

    def _counted_lines(self, work: "_Working", estimates: dict[str, int]) -> list[Line]:
        positive = {zone: kwh for zone, kwh in self._with_dark(work).items() if kwh > 0}
        for zone, kwh in estimates.items():
            positive[zone] = positive.get(zone, 0) + kwh
        months = self.state.missed + 1 if work.is_read else 1
        method = "average" if work.dark or work.waiting else "metered"
        return self.tariff.price(self.month, positive, method, months, work.read.used)

    def _norm_lines(self, work: "_Working", by_norm: bool, estimates: dict[str, int]) -> list[Line]:
        """One-rate lines: a month without readings, dark days without an average, days before the first meter."""
        lines = self.tariff.price(self.month, {"one": sum(estimates.values())}, "norm") if by_norm else []
        days = self._before_first_meter()
        kwh = norm(self.home, self.month, days, self.tariff) if days else 0
        if work.dark and work.usual is None:
            month = exact_norm(self.home, self.month, self.days, self.tariff)
            kwh += half_up(month * Decimal(work.dark) / len(self.days))
        return lines + (self.tariff.price(self.month, {"one": kwh}, "norm") if kwh else [])

    def _after(self, work: "_Working", estimates: dict[str, int], lines: list[Line]) -> State:
        state, scales, history = self.state, work.read.scales, dict(self.state.history)
        months = state.missed + 1
        if work.is_read and len(self.days) == self.n and not work.dark and not self._before_first_meter():
            assert work.standing is not None
            for zone in work.standing.zones:
                before = sum(scale.estimated for (_, of), scale in state.scales.items() if of == zone)
                each = half_up(Decimal(work.read.volumes[zone] + before) / months)
                history[zone] = [*history.get(zone, []), *[each] * min(months, 12)][-12:]
        for zone, kwh in estimates.items():
            assert work.standing is not None
            key = work.standing.serial, zone
            scales[key] = replace(scales[key], estimated=scales[key].estimated + kwh)
        missed = months if work.waiting else 0 if work.is_read else state.missed
        kept = {key: scale for key, scale in scales.items() if self._stays(key[0])}
        return State(kept, history, missed, (*state.billed, *lines))

    def _stays(self, serial: str) -> bool:
        meter = next(one for one in self.meters if one.serial == serial)
        return meter.removed is None or meter.removed > last(self.month)

    def _spread(self, kwh: int, meter: Meter) -> dict[str, int]:
        """The norm's kWh over the scales as they were used before; evenly when nothing is known."""
        weights = [max(0, sum(self.state.history.get(zone, []))) for zone in meter.zones]
        weights = weights if any(weights) else [1] * len(meter.zones)
        shares = {
            zone: half_up(Decimal(kwh * weight) / sum(weights))
            for zone, weight in list(zip(meter.zones, weights, strict=True))[:-1]
        }
        return {**shares, meter.zones[-1]: kwh - sum(shares.values())}

    def _without_meter(self) -> Outcome:
        kwh = norm(self.home, self.month, self.days, self.tariff, with_absences=self.home.multiplier == "1")
        lines = []
        for line in self.tariff.price(self.month, {"one": kwh}, "norm"):
            excess = half_up(Decimal(line.amount) * (Decimal(self.home.multiplier) - 1))
            lines.append(line._replace(excess=excess))
        billed = (*self.state.billed, *lines)
        return Outcome(tuple(lines), (), replace(self.state, missed=0, billed=billed))
