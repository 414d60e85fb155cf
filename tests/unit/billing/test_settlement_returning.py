"""Which accounts may get kWh back (rule A7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import AccountInput, PeriodReading, Register
from services.billing.rules.settlement.returning import may_return
from tests.support.account_charges import home, meter, reading, register

DAY = date(2025, 10, 20)


def account(*readings: PeriodReading, registers: Sequence[Register] = ()) -> AccountInput:
    stands = list(registers) or [register(1000, estimated=200)]
    return AccountInput(home=home(), missed=2, registers=stands, devices=[meter()], readings=list(readings))


@pytest.mark.req("S6")
@pytest.mark.parametrize(("value", "returns"), [(999, True), (1199, True), (1200, False), (1300, False)])
def test_a_reading_below_what_was_billed_may_return(value: int, returns: bool) -> None:
    assert may_return(account(reading(value, DAY))) is returns


@pytest.mark.req("S6")
def test_without_readings_nothing_returns_and_with_an_act_it_may() -> None:
    assert not may_return(account())
    assert may_return(replace(account(), acts=[Act(kind="quality", happened_on=DAY)]))


@pytest.mark.req("S6")
def test_an_unread_register_and_another_meter_say_nothing() -> None:
    assert not may_return(account(reading(5, DAY), registers=[register(None)]))
    assert not may_return(account(reading(5, DAY, serial="S-2")))
    assert not may_return(account(reading(0, DAY, zone="day")))


@pytest.mark.req("S6")
@pytest.mark.parametrize(
    "device", [replace(meter(), ratio=20), replace(meter(), decimals=1)], ids=["ratio", "decimals"]
)
def test_a_counter_of_other_units_returns_wherever_there_are_estimates(device: object) -> None:
    estimated = replace(account(reading(5000, DAY)), devices=[device])
    assert may_return(estimated)
    assert not may_return(replace(estimated, registers=[register(1000)]))
    assert may_return(replace(estimated, registers=[register(6000)])), "below its last reading"
