"""Twenty-four months of a household: what its meter showed, what it was charged, what it paid."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from deploy.simulators.demo_town.household import Household

_SEASON = (1.25, 1.2, 1.1, 0.98, 0.9, 0.82, 0.8, 0.84, 0.93, 1.05, 1.15, 1.28)
_SHARES = {("one",): (1.0,), ("day", "night"): (0.66, 0.34), ("peak", "semi", "night"): (0.35, 0.35, 0.3)}
_CHANNELS = (
    ("Сбербанк Онлайн", 46),
    ("Почта России", 12),
    ("Касса отделения", 9),
    ("Т-Банк", 14),
    ("ВТБ", 11),
    ("СБП", 8),
)
_WINDOW, _ENOUGH, _LIMIT = 6, 3, 3

Price = Callable[[str, str, str], int]
"""(period, tariff group, zone) -> kopecks per kWh of the first tier."""
Norm = Callable[[str, int, int], int]
"""(stove, rooms, persons) -> kWh a person a month."""


@dataclass(slots=True)
class History:
    """Rows for the import, without the account number that opens each of them."""

    opening_kopecks: int = 0
    readings: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    """serial, zone, value, taken on, source"""
    charges: list[tuple[str, str, int, str, int, int, int]] = field(default_factory=list)
    """period, zone, tier, method, kWh, price, kopecks"""
    credits: list[tuple[str, int, str, str]] = field(default_factory=list)
    """paid on, kopecks, channel, operation"""
    replaced_on: date | None = None


@dataclass(slots=True)
class _Register:
    """`shown` is the true counter; `billed` is where the bills have come to, by readings or by estimates."""

    zone: str
    share: float
    shown: int
    billed: int
    used: list[int] = field(default_factory=list)


def live(household: Household, periods: list[str], rng: Random, price: Price, norm: Norm) -> History:
    """The history of `periods`; the last one has readings but no charge: the billing run makes it."""
    history, debt, missed = History(), 0, 0
    registers = _registers(household)
    for number, period in enumerate(periods):
        month = date.fromisoformat(f"{period}-01")
        left = len(periods) - number
        sent = left > household.silent and rng.random() < household.sends
        if registers:
            _use(household, registers, month, rng)
            if number == 0 or sent:
                _send(household, history, registers, month, rng)
        missed = 0 if sent or number == 0 else missed + 1
        if debt > 0 or number == 0:
            paid = _pay(household, history, debt, month, left, number, rng)
            debt -= paid
        if left > 1:
            debt += _charge(household, history, registers, period, missed, price, norm)
    if household.replaced and household.meter:
        _replace(household, history, registers, periods[-1])
    return history


def _registers(household: Household) -> list[_Register]:
    meter = household.meter
    if meter is None:
        return []
    return [
        _Register(zone, share, round(meter.start * (0.4 + share * 0.6)), round(meter.start * (0.4 + share * 0.6)))
        for zone, share in zip(meter.zones, _SHARES[meter.zones], strict=True)
    ]


def _use(household: Household, registers: list[_Register], month: date, rng: Random) -> None:
    total = household.monthly * _SEASON[month.month - 1] * rng.uniform(0.82, 1.18)
    for register in registers:
        register.shown += round(total * register.share)


def _send(household: Household, history: History, registers: list[_Register], month: date, rng: Random) -> None:
    assert household.meter
    taken = month.replace(day=rng.randint(18, 25)).isoformat()
    source = rng.choice(("payment", "without_payment", "imported"))
    for register in registers:
        history.readings.append(
            (household.meter.serial, register.zone, register.shown % 10**household.meter.digits, taken, source)
        )


def _charge(
    household: Household,
    history: History,
    registers: list[_Register],
    period: str,
    missed: int,
    price: Price,
    norm: Norm,
) -> int:
    """Charge the period as the rules do in the plain cases: by readings, by the average, by the norm."""
    lines = [(r.zone, *_volume(household, r, missed, norm)) for r in registers]
    if not lines:
        lines = [("one", "norm", norm(household.stove, household.rooms, household.persons) * household.persons)]
    total = 0
    for zone, method, volume in lines:
        kopecks = price(period, household.group, zone)
        history.charges.append((period, zone, 1, method, volume, kopecks, volume * kopecks))
        total += volume * kopecks
    return total


def _volume(household: Household, register: _Register, missed: int, norm: Norm) -> tuple[str, int]:
    if missed == 0:
        volume = register.shown - register.billed
        register.used.append(volume)
        method = "metered"
    elif missed <= _LIMIT and len(register.used) >= _ENOUGH:
        recent = register.used[-_WINDOW:]
        volume, method = (2 * sum(recent) + len(recent)) // (2 * len(recent)), "average"
    else:
        by_norm = norm(household.stove, household.rooms, household.persons) * household.persons
        volume, method = round(by_norm * register.share), "norm"
    register.billed += volume
    return method, volume


def _pay(household: Household, history: History, debt: int, month: date, left: int, number: int, rng: Random) -> int:
    """Pay last month's bill in this month, by the channel that comes to hand."""
    if number == 0:
        history.opening_kopecks = debt = household.monthly * 650
        paid = debt * household.overpays
    elif left <= household.stops_paying or rng.random() >= household.pays:
        return 0
    else:
        paid = debt if rng.random() < 0.8 else -(-debt // 10_000) * 10_000
    channel = rng.choices([c for c, _ in _CHANNELS], [w for _, w in _CHANNELS])[0]
    paid_on = month + timedelta(days=rng.randint(5, 16))
    operation = f"{month:%y%m}-{household.number}-{len(history.credits) + 1}"
    history.credits.append((paid_on.isoformat(), paid, channel, operation))
    return paid if number else paid - debt


def _replace(household: Household, history: History, registers: list[_Register], period: str) -> None:
    """A new meter on the 14th of the last period: the old one's last reading, the new one's first and latest."""
    assert household.meter
    day = date.fromisoformat(f"{period}-14")
    history.replaced_on = day
    old, new = household.meter.serial, f"{household.meter.serial}9"
    history.readings = [r for r in history.readings if not r[3].startswith(period)]
    for register in registers:
        last = register.billed + (register.shown - register.billed) // 2
        rest = register.shown - last
        history.readings += [
            (old, register.zone, last, day.isoformat(), "control"),
            (new, register.zone, 2, day.isoformat(), "control"),
            (new, register.zone, 2 + rest, day.replace(day=24).isoformat(), "without_payment"),
        ]
