"""Corrections of kWh mend what later averages rest on, and charge nothing themselves."""

from datetime import date

import pytest

from services.billing.rules.charge.account_input import AccountInput, Register
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.corrected import with_corrections
from tests.support.account_charges import FLAT, home, meter, rates, reading
from tests.support.account_charges import register as standing

pytestmark = pytest.mark.req("S4", "S6")


def register(history: list[int], zone: str = "one", serial: str = "S-1") -> Register:
    return Register(serial=serial, zone=zone, value=1_000, on=date(2026, 8, 20), history=history)


def histories(before: list[Register], left: list[Register], corrected: dict[str, int]) -> list[list[int]]:
    return [one.history for one in with_corrections(before, left, corrected)]


def test_the_months_own_entry_is_corrected_and_no_other() -> None:
    assert histories([register([200])], [register([200, 500])], {"one": -300}) == [[200, 200]]
    assert histories([register([200])], [register([200, 500])], {"one": 40}) == [[200, 540]]


def test_an_estimated_month_has_added_nothing_to_correct() -> None:
    assert histories([register([200, 500])], [register([200, 500])], {"one": -300}) == [[200, 500]]
    assert histories([register([])], [register([])], {"one": -300}) == [[]]


def test_a_month_is_never_less_than_nothing() -> None:
    assert histories([register([200])], [register([200, 100])], {"one": -101}) == [[200, 0]]


def test_each_zone_has_its_own_and_several_meters_take_it_once() -> None:
    before = [register([1], "day"), register([2], "night"), register([3], "day", "S-2")]
    left = [register([1, 10], "day"), register([2, 20], "night"), register([3, 30], "day", "S-2")]
    assert histories(before, left, {"day": 5}) == [[1, 15], [2, 20], [3, 30]]


def test_a_new_meter_has_its_first_month_corrected() -> None:
    assert histories([register([], serial="old")], [register([70])], {"one": -20}) == [[50]]


def test_the_rest_of_the_register_stays() -> None:
    (found,) = with_corrections([register([])], [register([70])], {"one": -20})
    assert (found.serial, found.value, found.on) == ("S-1", 1_000, date(2026, 8, 20))


def test_the_charge_of_the_corrected_month_stays_and_its_history_follows() -> None:
    account = AccountInput(
        home=home(),
        missed=0,
        registers=[standing(10_000, history=[200])],
        devices=[meter()],
        readings=[reading(10_500, date(2025, 10, 20))],
        corrected={"one": -300},
    )
    outcome = charge(account, rates("2025-10", FLAT))
    assert (outcome.volume, outcome.charged) == (500, 500 * 736)
    assert [one.history for one in outcome.registers] == [[200, 200]]
