"""The scales of a period: what each register moved by since it was last billed."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.account_input import AccountInput, Device, Home, PeriodReading, Register
from services.billing.rules.charge.scales import scale_of
from tests.support.account_charges import FLAT, rates

DEVICE = Device(serial="77", digits=5, zones=("one",), installed_on=date(2019, 1, 1))
HOME = Home(
    number="180111111",
    rooms=2,
    persons=3,
    stove="gas",
    group="city_gas",
    heating=False,
    multiplier=Decimal(1),
    opened_on=date(2015, 1, 1),
    closed_on=None,
)


def _moved(previous: int, current: int, source: str, estimated: int = 0) -> int:
    register = Register(serial="77", zone="one", value=previous, on=date(2026, 9, 24), estimated=estimated)
    taken = PeriodReading(serial="77", zone="one", taken_on=date(2026, 10, 20), value=current, source=source)
    account = AccountInput(home=HOME, missed=0, registers=[register], readings=[taken], devices=[DEVICE])
    return scale_of(account, DEVICE, register, rates("2026-10", FLAT)).volume


@pytest.mark.req("S2", "S4")
def test_a_control_reading_below_the_consumers_is_a_credit() -> None:
    assert _moved(12_565, 12_400, "control") == -165


@pytest.mark.req("S2")
def test_a_counter_that_passed_zero_goes_on() -> None:
    assert _moved(99_870, 35, "payment") == 165


@pytest.mark.req("S2")
def test_what_was_estimated_is_taken_off() -> None:
    assert _moved(12_565, 12_901, "payment", estimated=416) == -80
