"""An account with two meters side by side: its history says what both used together, and is counted once (A6, A7)."""

import pytest

from tests.support.billing_town import HEADS, Town, account, charged, meter, months, read

pytestmark = pytest.mark.req("S7", "S8")
TWO_METERS = [f"{meter('S-1')},1", f"{meter('S-2')},2"]


@pytest.fixture
def house(empty_town: Town) -> Town:
    """Six months of 201 kWh by readings until July; August and September were estimated."""
    empty_town.write("meters", TWO_METERS, f"{HEADS['meters']},point")
    estimated = [charged("2026-08", 201, "average"), charged("2026-09", 201, "average")]
    empty_town.load(
        accounts=[account()],
        readings=[read(1_000, "2026-07-20"), read(500, "2026-07-20", "S-2")],
        charges=[*months([201] * 6, last="2026-07"), *estimated],
    )
    return empty_town


def test_two_silent_meters_have_the_average_of_the_account(house: Town) -> None:
    house.run("2026-10")
    house.publish("2026-10")
    assert sum(line.volume for line in house.bill().lines) == 201


def test_what_was_estimated_for_both_is_taken_off_once(house: Town) -> None:
    house.load(readings=[read(1_400, "2026-10-20"), read(703, "2026-10-20", "S-2")])
    house.run("2026-10")
    house.publish("2026-10")
    assert sum(line.volume for line in house.bill().lines) == 400 + 203 - 2 * 201
