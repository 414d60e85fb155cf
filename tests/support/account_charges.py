"""An account, its meter and its readings as a month's charge takes them, and the rates of the worked cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import AccountInput, BilledLine, Device, Home, PeriodReading, Register
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.tariffs import Tariff
from tests.support.facts import Case, norm_table, policy

GROUP = "city_gas"
SERIAL = "S-1"
FLAT = {"one": (736,)}
"""Prices of one rate without tiers."""


def home(**changes: Any) -> Home:
    """Two rooms and three persons with a gas stove, charged since 2015."""
    usual: dict[str, Any] = {
        "number": "180111111",
        "rooms": 2,
        "persons": 3,
        "stove": "gas",
        "group": GROUP,
        "heating": False,
        "multiplier": Decimal(1),
        "opened_on": date(2015, 1, 1),
        "closed_on": None,
    }
    return Home(**usual | changes)


def meter(serial: str = SERIAL, zones: tuple[str, ...] = ("one",), digits: int = 5, **facts: Any) -> Device:
    """A meter that stands there since 2019."""
    return Device(serial=serial, digits=digits, zones=zones, **{"installed_on": date(2019, 4, 11), **facts})


def register(
    value: int | None,
    zone: str = "one",
    serial: str = SERIAL,
    estimated: int = 0,
    history: list[int] | None = None,
) -> Register:
    """Where a register stood after the month before."""
    on = None if value is None else date(2025, 9, 24)
    return Register(serial=serial, zone=zone, value=value, on=on, estimated=estimated, history=history or [])


def reading(
    value: int, day: date, zone: str = "one", serial: str = SERIAL, source: str = "payment", **facts: Any
) -> PeriodReading:
    """What a register showed on a day."""
    return PeriodReading(serial=serial, zone=zone, taken_on=day, value=value, source=source, **facts)


def rates(period: str, prices: Mapping[str, tuple[int, ...]], limits: tuple[int, ...] = ()) -> RateBook:
    """The rates of a period with one tariff, in kopecks."""
    return RateBook(period, policy(period), {GROUP: Tariff(prices, limits)}, norm_table())


def charged(
    book: RateBook,
    *,
    devices: list[Device] | None = None,
    registers: list[Register] | None = None,
    readings: list[PeriodReading] | None = None,
    missed: int = 0,
    acts: Sequence[Act] = (),
    billed: Sequence[BilledLine] | None = None,
    **facts: Any,
) -> Outcome:
    """The charge of one account; without devices it has no meter."""
    account = AccountInput(
        home=home(**facts),
        missed=missed,
        registers=registers or [],
        devices=devices or [],
        readings=readings or [],
        acts=acts,
        billed=billed,
    )
    return charge(account, book)


def book(case: Case, period: str = "") -> RateBook:
    """The rates of a worked case."""
    month = period or case.period
    return RateBook(month, case.policy, {GROUP: case.tariff}, norm_table())


def agrees(outcome: Outcome, case: Case) -> None:
    """The outcome is the one that was worked out by hand."""
    assert (outcome.volume, outcome.charged) == (case.volume, case.amount)
    assert sum(line["amount_kopecks"] + line["excess_kopecks"] for line in outcome.lines) == outcome.charged
