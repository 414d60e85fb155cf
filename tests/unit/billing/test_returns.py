"""kWh that were billed too much go back at the price of their months, and never more than was charged (A7, п. 61)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.billing.rules.charge.account_input import BilledLine
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.tariffs import Tariff
from tests.support.account_charges import GROUP, book, charged, meter, rates, reading, register
from tests.support.facts import CASES, norm_table, policy

pytestmark = pytest.mark.req("S2", "S6")
OCTOBER = rates("2026-10", {"one": (800,)})


def line(month: str, volume: int, price: int = 500, **facts: Any) -> BilledLine:
    usual: dict[str, Any] = {
        "settles": month,
        "month": month,
        "zone": "one",
        "tier": 1,
        "method": "average",
        "volume": volume,
        "price": price,
        "amount": volume * price,
        "excess": 0,
        "vat_rate": 22,
    }
    return BilledLine(**usual | facts)


SUMMER = [line("2026-07", 100), line("2026-08", 100), line("2026-09", 100)]


def october(
    billed: Sequence[BilledLine] | None,
    value: int = 1_010,
    estimated: int = 300,
    missed: int = 3,
    rate_book: RateBook = OCTOBER,
    source: str = "payment",
) -> Outcome:
    return charged(
        rate_book,
        missed=missed,
        devices=[meter()],
        registers=[register(1_000, estimated=estimated, history=[100] * 6)],
        readings=[reading(value, date(2026, 10, 20), source=source)],
        billed=billed,
    )


def given_back(outcome: Outcome) -> list[tuple[str, int, int, int]]:
    return [
        (one["month"], one["volume"], one["price_kopecks"], one["amount_kopecks"]) for one in outcome.recalculations
    ]


def test_a5_estimates_go_back_at_the_price_of_their_months_and_nothing_else() -> None:
    """July to September 3 × 100 kWh at 5.00; the reading of October shows 10 kWh in four months; 8.00 now."""
    outcome = october(SUMMER)
    assert given_back(outcome) == [
        ("2026-09", -100, 500, -50_000),
        ("2026-08", -100, 500, -50_000),
        ("2026-07", -90, 500, -45_000),
    ]
    assert (outcome.recalculated, outcome.charged, outcome.volume) == (-145_000, 0, 0)
    assert (outcome.settled, outcome.missed, outcome.flags) == (-300, 0, ["negative"])
    first = outcome.recalculations[0]
    assert (first["settles"], first["ground"], first["method"], first["source"]) == (
        "2026-10",
        "return_of_estimate",
        "average",
        "",
    )
    assert outcome.recalculated_vat == -9_016 * 2 - 8_115
    assert [row["volume"] for block in outcome.meters for row in block["registers"]] == [-290]


@pytest.mark.case("B37")
def test_b37_within_one_price_the_credit_is_the_same() -> None:
    case = CASES["B37"]
    outcome = charged(
        book(case),
        missed=2,
        devices=[meter()],
        registers=[register(12_565, estimated=416, history=[208] * 6)],
        readings=[reading(12_901, date(2026, 1, 24))],
        billed=[line("2025-11", 208, 748), line("2025-12", 208, 748)],
    )
    assert given_back(outcome) == [("2025-12", -80, 748, case.amount)]


def test_what_nobody_asked_the_billed_lines_for_is_a_credit_at_the_present_tariff() -> None:
    outcome = october(None)
    assert (outcome.charged, outcome.recalculations) == (-290 * 800, [])


def test_never_more_goes_back_than_was_charged() -> None:
    assert given_back(october([])) == []
    assert october([]).charged == 0
    assert given_back(october([line("2026-09", 100)])) == [("2026-09", -100, 500, -50_000)]
    rounded = line("2026-09", 300, amount=149_990)
    assert given_back(october([rounded])) == [("2026-09", -290, 500, -145_000)]
    assert given_back(october([replace_amount(rounded, 144_000)])) == [("2026-09", -290, 500, -144_000)]


def replace_amount(billed: BilledLine, amount: int) -> BilledLine:
    return billed._replace(amount=amount)


def test_what_went_back_before_does_not_go_back_again() -> None:
    again = [*SUMMER, line("2026-09", -100, settles="2026-10"), line("2026-08", -40), line("2026-08", 0)]
    assert given_back(october(again)) == [("2026-08", -60, 500, -30_000), ("2026-07", -100, 500, -50_000)]
    assert given_back(october([line("2026-09", -7)])) == []
    twice = [line("2026-09", 60), line("2026-09", 80), line("2026-09", -50)]
    assert [volume for _, volume, _, _ in given_back(october(twice))] == [-10, -80]


def test_lines_of_the_month_itself_and_later_ones_are_no_former_months() -> None:
    assert given_back(october([line("2026-10", 500), line("2026-11", 500)])) == []


def test_unmetered_use_that_an_act_has_charged_does_not_go_back() -> None:
    by_act = line("2026-09", 5_000, method="recalculated")
    assert given_back(october([line("2026-08", 100), by_act])) == [("2026-08", -100, 500, -50_000)]


def test_the_dearest_tier_of_a_month_goes_back_first() -> None:
    tiers = [line("2026-09", 200), line("2026-09", 150, 900, tier=2), line("2026-08", 100)]
    assert [(one["tier"], one["volume"]) for one in october(tiers).recalculations] == [(2, -150), (1, -140)]


def test_a_month_by_the_norm_goes_back_at_its_one_rate_with_its_excess() -> None:
    """The norm is charged at the one rate, and a meter of zones was spread over."""
    norm = line("2026-09", 90, 800, method="norm", excess=36_000)
    outcome = charged(
        RateBook("2026-10", policy("2026-10"), {GROUP: Tariff({"day": (900,), "night": (600,), "one": (800,)})}, {}),
        missed=1,
        devices=[meter(zones=("day", "night"))],
        registers=[register(100, "day", estimated=60), register(100, "night", estimated=30)],
        readings=[
            reading(170, date(2026, 10, 20), "day"),
            reading(100, date(2026, 10, 20), "night"),
        ],
        billed=[line("2026-09", 5, 900, zone="day"), norm],
    )
    assert given_back(outcome) == [("2026-09", -30, 800, -24_000)]
    assert outcome.recalculations[0]["excess_kopecks"] == -12_000
    assert outcome.recalculated == -36_000
    assert [(one["zone"], one["volume"], one["price_kopecks"]) for one in outcome.lines] == [
        ("day", 10, 900),
        ("night", 0, 600),
    ]


def test_zones_that_are_summed_at_the_one_rate_now_go_back_at_their_prices() -> None:
    outcome = charged(
        rates("2026-10", {"one": (800,)}),
        missed=1,
        devices=[meter(zones=("day", "night"))],
        registers=[register(100, "day", estimated=60), register(100, "night", estimated=30)],
        readings=[reading(110, date(2026, 10, 20), "day"), reading(120, date(2026, 10, 20), "night")],
        billed=[line("2026-09", 60, 900, zone="day"), line("2026-09", 30, 600, zone="night")],
    )
    assert given_back(outcome) == [("2026-09", -60, 900, -54_000)]


def test_the_vat_is_that_of_the_month_which_goes_back() -> None:
    december = line("2025-12", 400, 748, vat_rate=20)
    [back] = october([december]).recalculations
    assert (back["vat_rate"], back["vat_kopecks"]) == (20, -36_153)  # 290 × 7.48 × 20/120


def test_a_control_reading_below_the_consumers_goes_back_as_one() -> None:
    metered = [line("2026-09", 300, method="metered")]
    control = october(metered, value=950, estimated=0, missed=0, source="control")
    assert given_back(control) == [("2026-09", -50, 500, -25_000)]
    assert control.recalculations[0]["ground"] == "control"
    own = october(metered, value=950, estimated=0, missed=0)
    assert own.recalculations[0]["ground"] == "correction"


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ({"one": (400,)}, ("2026-10", -100, 400, -40_000)),
        ({"one": (800,)}, ("2026-09", -100, 500, -50_000)),
        ({"day": (400,), "one": (450,)}, ("2026-10", -100, 450, -45_000)),
    ],
)
def test_by_policy_returns_have_the_present_tariff_where_it_is_lower(
    prices: dict[str, tuple[int, ...]], expected: tuple[str, int, int, int]
) -> None:
    present = replace(policy("2026-10"), returned_estimates=1)
    now = RateBook("2026-10", present, {GROUP: Tariff(prices)}, norm_table())
    assert given_back(october(SUMMER, rate_book=now))[0] == expected


def test_by_policy_a_tier_or_zone_that_the_present_tariff_lacks_goes_back_at_its_own_price() -> None:
    present = replace(policy("2026-10"), returned_estimates=1)
    now = RateBook("2026-10", present, {GROUP: Tariff({"one": (400,)})}, norm_table())
    [back] = october([line("2026-09", 300, 900, tier=2)], rate_book=now).recalculations
    assert back["price_kopecks"] == 900
    zones = RateBook("2026-10", present, {GROUP: Tariff({"day": (400,)})}, norm_table())
    outcome = charged(
        zones,
        missed=1,
        devices=[meter(zones=("day",))],
        registers=[register(100, "day", estimated=60)],
        readings=[reading(110, date(2026, 10, 20), "day")],
        billed=[line("2026-09", 60, 900, method="norm")],
    )
    assert given_back(outcome) == [("2026-09", -50, 900, -45_000)]


def test_the_use_beside_a_credit_fills_the_tiers_from_where_the_credit_ends() -> None:
    tiered = RateBook(
        "2026-10", policy("2026-10"), {GROUP: Tariff({"day": (900, 990), "night": (600, 660)}, (100,))}, {}
    )
    outcome = charged(
        tiered,
        missed=1,
        devices=[meter(zones=("day", "night"))],
        registers=[register(0, "day", estimated=150), register(0, "night", estimated=50)],
        readings=[reading(50, date(2026, 10, 20), "day"), reading(160, date(2026, 10, 20), "night")],
        billed=[line("2026-09", 150, 900, zone="day")],
    )
    assert given_back(outcome) == [("2026-09", -100, 900, -90_000)]
    # Two months' first tier ends at 200 kWh; 200 were billed, 100 of them go back, 110 follow.
    assert [(one["zone"], one["tier"], one["volume"]) for one in outcome.lines if one["volume"]] == [
        ("night", 1, 100),
        ("night", 2, 10),
    ]


def test_a_meter_of_one_zone_gives_back_its_own_estimates_and_not_those_of_another_meters_zones() -> None:
    zones = rates("2026-10", {"one": (800,), "day": (900,), "night": (640,)})
    outcome = charged(
        zones,
        devices=[meter("S-1", ("day", "night")), meter("T-1", point="2")],
        registers=[
            register(1_000, "day", "S-1"),
            register(500, "night", "S-1"),
            replace(register(1_000, "one", "T-1", estimated=100), point="2"),
        ],
        readings=[
            reading(1_010, date(2026, 10, 20), "day", "S-1"),
            reading(505, date(2026, 10, 20), "night", "S-1"),
            reading(1_010, date(2026, 10, 20), "one", "T-1"),
        ],
        missed=1,
        billed=[line("2026-09", 100, 950, zone="day"), line("2026-09", 100)],
    )
    [back] = outcome.recalculations
    assert (back["zone"], back["volume"], back["amount_kopecks"]) == ("one", -90, -45_000)


def test_a_single_kwh_that_was_billed_goes_back() -> None:
    assert given_back(october([line("2026-09", 1)], value=1_000, estimated=1, missed=1)) == [("2026-09", -1, 500, -500)]
