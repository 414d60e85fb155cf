"""Who lives where, with what meter and what habits: the households of the town."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from deploy.simulators.demo_town.people import DISTRICTS, address, full_name

_FIRST_NUMBER = 200_001
_CAST_NUMBER = 180_111_111


@dataclass(frozen=True, slots=True)
class Meter:
    """`start` is what the registers showed when the history begins."""

    serial: str
    digits: int
    zones: tuple[str, ...]
    installed_on: date
    verification_due: date
    start: int


@dataclass(frozen=True, slots=True)
class Household:
    """`monthly` is the usual use in kWh; the shares say how often readings are sent and bills are paid."""

    number: str
    full_name: str
    address: str
    district: str
    rooms: int
    persons: int
    stove: str
    group: str
    heating: bool
    meter: Meter | None
    monthly: int
    sends: float
    pays: float
    overpays: int = 1
    """How many times the bill is paid over in the first month."""
    stops_paying: int = 0
    """How many last months nothing was paid."""
    silent: int = 0
    """How many last months no readings were sent."""
    replaced: bool = False
    """The meter was replaced in the last closed period."""
    notice: bool = False


def town(seed: int, count: int, today: date, first: int = 0) -> Iterator[Household]:
    """Households `first` .. `count - 1`; each depends on the seed and its own place only."""
    for index in range(first, count):
        plain = _household(Random(f"{seed}:{index}"), index, today)
        yield _CAST[index](plain) if index < len(_CAST) else plain


def _household(rng: Random, index: int, today: date) -> Household:
    district = rng.choices(DISTRICTS, [d.weight for d in DISTRICTS])[0]
    rural = district.code == "185"
    electric = rural or rng.random() < 0.2
    persons = rng.choices((1, 2, 3, 4, 5), (30, 32, 20, 13, 5))[0]
    zones = rng.choices((("one",), ("day", "night"), ("peak", "semi", "night")), (70, 26, 4))[0]
    monthly = max(20, round(rng.lognormvariate(4.3, 0.35) * (1 + persons * 0.45) * (1.5 if electric else 1)))
    return Household(
        number=f"{district.code}{_FIRST_NUMBER + index:06d}",
        full_name=full_name(rng),
        address=address(rng, district),
        district=district.code,
        rooms=rng.randint(1, 4),
        persons=persons,
        stove="electric" if electric else "gas",
        group="rural_or_electric" if electric else "city_gas",
        heating=rural and rng.random() < 0.3,
        meter=None if rng.random() < 0.02 else _meter(rng, index, zones, today),
        monthly=min(monthly, 1500),
        sends=rng.choice((1.0, 0.97, 0.9, 0.7)),
        pays=rng.choice((1.0, 1.0, 0.97, 0.85)),
        stops_paying=rng.randint(3, 9) if rng.random() < 0.03 else 0,
    )


def _meter(rng: Random, index: int, zones: tuple[str, ...], today: date) -> Meter:
    installed = date(rng.randint(2012, 2023), rng.randint(1, 12), rng.randint(1, 28))
    return Meter(
        serial=f"{rng.randint(10, 99)}{index:06d}{rng.randint(10, 99)}",
        digits=rng.choices((5, 6), (75, 25))[0],
        zones=zones,
        installed_on=installed,
        verification_due=date(max(installed.year + 16, today.year), installed.month, installed.day),
        start=rng.randint(1000, 70_000),
    )


def _zoned(household: Household, *zones: str, digits: int = 5, start: int = 12_345) -> Household:
    meter = Meter(f"0{household.number[3:]}77", digits, zones, date(2019, 4, 11), date(2035, 4, 11), start)
    return replace(household, meter=meter)


def _named(offset: int, household: Household, **changes: object) -> Household:
    """A member of the cast: a fixed number in the town itself, every habit regular."""
    regular: dict[str, object] = {
        "number": str(_CAST_NUMBER + offset),
        "district": "180",
        "address": f"г. Калуга, ул. Кирова, д. {21 + offset}, кв. {offset + 7}",
        "stove": "gas",
        "group": "city_gas",
        "heating": False,
        "persons": 2,
        "rooms": 2,
        "monthly": 210,
        "sends": 1.0,
        "pays": 1.0,
        "stops_paying": 0,
    }
    return replace(household, **(regular | changes))  # type: ignore[arg-type]


_CAST = (
    lambda h: _zoned(_named(0, h, full_name="Иванова Мария Петровна"), "one"),
    lambda h: _zoned(_named(1, h), "day", "night", start=9_800),
    lambda h: _zoned(_named(2, h), "peak", "semi", "night", start=5_000),
    lambda h: replace(_named(3, h), meter=None),
    lambda h: _zoned(_named(4, h, overpays=30), "one"),
    lambda h: _zoned(_named(5, h, stops_paying=8, monthly=320, notice=True), "one"),
    lambda h: _zoned(_named(6, h, monthly=180), "one", digits=4, start=9_900 - 24 * 180),
    lambda h: _zoned(
        _named(
            7,
            h,
            stove="electric",
            group="rural_or_electric",
            monthly=380,
            address="Калужская обл., Тарусский р-н, с. Вознесенье, ул. Полевая, д. 8",
        ),
        "one",
    ),
    lambda h: _zoned(_named(8, h, silent=2), "one"),
    lambda h: _zoned(_named(9, h, replaced=True), "one"),
)
"""The cast of the demonstration, in the order of the account numbers from 180111111."""
