"""The price of readings before they are sent (B2): what the run will charge by them."""

from datetime import date

import pytest

from contracts.billing import Price, PricedReading, PriceRequest, ZoneVolume
from tests.support.billing_town import BARE, ONE, Town, account, charged, meter, months, read

pytestmark = pytest.mark.req("B2", "S6")


@pytest.fixture
def estimated(empty_town: Town) -> Town:
    """Read 17300 in August, 358 kWh by the average in September."""
    empty_town.load(
        accounts=[account(), account(BARE, persons=1, rooms=1)],
        meters=[meter()],
        readings=[read(17300, "2026-08-20")],
        opening_balances=[f"{ONE},2026-02,0"],
        charges=[*months([358] * 6, last="2026-08"), charged("2026-09", 358, "average")],
    )
    return empty_town


def priced(town: Town, number: str = ONE, **given: object) -> Price:
    request = PriceRequest(account_number=number, period="2026-10", **given)  # type: ignore[arg-type]
    return town.billing.price_volumes(request)


def test_estimates_since_the_last_reading_are_taken_off_and_named(estimated: Town) -> None:
    for given in (
        {"readings": [PricedReading(serial="S-1", zone="one", value=17758)]},
        {"volumes": [ZoneVolume(zone="one", volume=458)]},
    ):
        price = priced(estimated, **given)
        assert [(line.volume, line.price_kopecks, line.amount_kopecks) for line in price.lines] == [(100, 832, 83_200)]
        assert (price.amount_kopecks, price.estimated_kwh, price.since) == (83_200, 358, "2026-08")
        [base] = price.base
        assert (base.serial, base.value, base.taken_on, base.estimated_kwh) == ("S-1", 17300, date(2026, 8, 20), 358)


def test_what_goes_back_has_the_price_of_its_month(estimated: Town) -> None:
    price = priced(estimated, readings=[PricedReading(serial="S-1", zone="one", value=17400)])
    assert sum(line.volume for line in price.lines) == -258
    assert price.amount_kopecks < 0


def test_an_account_without_a_meter_has_the_price_of_the_volumes(estimated: Town) -> None:
    price = priced(estimated, BARE, volumes=[ZoneVolume(zone="one", volume=10)])
    assert (price.amount_kopecks, price.since, price.base) == (8_320, None, [])
