"""An account as it is asked for the price of readings that nobody has sent yet (B2)."""

from datetime import date

import pytest

from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.asked import Shown, as_asked, shown_by_volumes
from services.billing.rules.charge.charging import charge
from tests.support.account_charges import home, meter, rates, reading, register

pytestmark = pytest.mark.req("S2", "B2")
DAY = date(2026, 10, 20)
PRICES = {"one": (832,), "day": (940,), "night": (666,)}


def estimated() -> AccountInput:
    """Last read 17300; 358 kWh were billed by the average since."""
    return AccountInput(
        home=home(),
        missed=1,
        registers=[register(17_300, estimated=358, history=[358] * 6)],
        devices=[meter()],
        readings=[reading(17_310, DAY)],
        acts=[Act(kind="access_refused", happened_on=DAY)],
    )


def test_what_was_charged_by_estimate_is_taken_off() -> None:
    """458 kWh since the last actual reading, 358 of them charged already: 100 kWh = 832.00."""
    outcome = charge(as_asked(estimated(), [Shown("S-1", "one", 17_758)], DAY), rates("2026-10", PRICES))
    assert (outcome.volume, outcome.charged) == (100, 83_200)


def test_volumes_since_the_last_actual_readings_are_readings() -> None:
    assert shown_by_volumes(estimated(), {"one": 458}) == [Shown("S-1", "one", 17_758)]


def test_volumes_beyond_the_counter_s_end_passed_zero_and_negative_ones_did_not() -> None:
    def asked(kwh: int) -> list[tuple[int, bool]]:
        account = as_asked(estimated(), shown_by_volumes(estimated(), {"one": kwh}), DAY)
        return [(one.value, one.rolled_over) for one in account.readings]

    assert asked(83_000) == [(300, True)]
    assert asked(-40) == [(17_260, False)]


def test_other_meters_have_no_part_in_the_price() -> None:
    account = estimated()
    account.devices.append(meter("B", point="2", zones=("day", "night")))
    account.registers.append(register(5, "day", "B"))
    asked = as_asked(account, [Shown("S-1", "one", 17_758)], DAY)
    assert [one.serial for one in asked.devices] == ["S-1"]
    assert [one.serial for one in asked.registers] == ["S-1"]
    assert asked.acts == ()
    assert shown_by_volumes(account, {"day": 1, "night": 2}) == [], "the night register has never been read"


def test_a_meter_that_was_never_read_has_nothing_to_count_from() -> None:
    account = AccountInput(home=home(), missed=0, registers=[register(None)], devices=[meter()])
    assert shown_by_volumes(account, {"one": 5}) == []
