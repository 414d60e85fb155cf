"""An account whose registers were read: the worked cases from its readings to its bill (docs/rules.md, A2-A10)."""

from dataclasses import replace
from datetime import date

import pytest

from services.billing.rules.charge.account_input import Block, PeriodReading
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import last_day
from tests.support.account_charges import FLAT, GROUP, agrees, book, charged, meter, rates, reading, register
from tests.support.facts import CASES, Case, norm_table

pytestmark = pytest.mark.req("S2")
OCTOBER, NOVEMBER, FEBRUARY = "2025-10", "2025-11", "2026-02"
WINTER = Block(date(2025, 10, 1), None)


def shown(case: Case, values: list[int], day: date) -> list[PeriodReading]:
    return [reading(value, day, zone) for zone, value in zip(case.zones, values, strict=True)]


@pytest.mark.parametrize("name", [f"B{n:02d}" for n in (*range(1, 10), 11, 12, 13, 14, 15, 16, 34, 35)])
def test_two_readings_are_charged_zone_by_zone(name: str) -> None:
    case = CASES[name]
    previous = case.readings("previous")
    outcome = charged(
        book(case),
        devices=[meter(zones=case.zones, digits=case.digits)],
        registers=[register(value, zone) for zone, value in zip(case.zones, previous, strict=True)],
        readings=shown(case, case.readings("current"), last_day(case.period)),
    )
    agrees(outcome, case)
    assert (outcome.method, outcome.missed, outcome.settled) == ("metered", 0, 0)
    [block] = outcome.meters
    assert [row["zone"] for row in block["registers"]] == list(case.zones)
    assert sum(row["volume"] for row in block["registers"]) == case.volume


@pytest.mark.case("B10")
def test_b10_a_zone_meter_on_a_one_rate_tariff() -> None:
    case = CASES["B10"]
    outcome = charged(
        book(case),
        devices=[meter(zones=("day", "night"))],
        registers=[register(20_100, "day"), register(9_800, "night")],
        readings=[reading(20_250, date(2025, 10, 24), "day"), reading(9_890, date(2025, 10, 24), "night")],
    )
    agrees(outcome, case)
    assert [line["zone"] for line in outcome.lines] == ["one"]


@pytest.mark.case("B17")
def test_b17_electric_heating_widens_the_tiers() -> None:
    case = CASES["B17"]
    narrow = replace(case.tariff, limits=(3_900, 6_000))
    outcome = charged(
        RateBook("2025-12", case.policy, {GROUP: narrow}, norm_table()),
        heating=True,
        devices=[meter()],
        registers=[register(1_000)],
        readings=[reading(8_100, date(2025, 12, 24))],
    )
    agrees(outcome, case)


@pytest.mark.case("B18")
def test_b18_a_catch_up_has_the_tiers_of_its_months_together() -> None:
    case = CASES["B18"]
    one_month = replace(case.tariff, limits=(3_900, 6_000))
    outcome = charged(
        RateBook("2025-12", case.policy, {GROUP: one_month}, norm_table()),
        missed=2,
        devices=[meter()],
        registers=[register(1_000, estimated=1_000)],
        readings=[reading(9_000, date(2025, 12, 24))],
    )
    agrees(outcome, case)
    assert outcome.settled == -1_000


@pytest.mark.case("B33")
def test_b33_an_expired_verification_changes_nothing() -> None:
    case = CASES["B33"]
    outcome = charged(
        book(case),
        devices=[meter(verification_due=date(2025, 1, 1))],
        registers=[register(12_345)],
        readings=[reading(12_565, date(2025, 10, 24))],
    )
    agrees(outcome, case)
    assert outcome.meters[0]["verification_due"] == "2025-01-01"


@pytest.mark.parametrize("name", ["B36", "B37"])
def test_a_reading_after_estimates_takes_them_off_and_may_be_a_credit(name: str) -> None:
    case = CASES[name]
    outcome = charged(
        book(case),
        missed=2,
        devices=[meter()],
        registers=[register(12_565, estimated=416, history=[208] * 6)],
        readings=[reading(case.readings("current")[0], date(2026, 1, 24))],
    )
    agrees(outcome, case)
    assert outcome.settled == -416
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["previous_on"]) == (case.readings("previous")[0], None)
    [left] = outcome.registers
    assert (left.value, left.on, left.estimated) == (case.readings("current")[0], date(2026, 1, 24), 0)
    of_a_month = {"B36": 179, "B37": 112}[name]
    assert left.history == [208] * 6 + [of_a_month] * 3
    assert outcome.flags == {"B36": [], "B37": ["negative"]}[name]


def test_a_register_remembers_twelve_months_and_a_long_silence_counts_for_no_more() -> None:
    outcome = charged(
        rates("2026-01", FLAT),
        missed=29,
        devices=[meter()],
        registers=[register(0, history=[5] * 12)],
        readings=[reading(3_000, date(2026, 1, 24))],
    )
    assert outcome.registers[0].history == [100] * 12


@pytest.mark.case("B38")
def test_b38_a_control_reading_belongs_to_the_month_of_the_check() -> None:
    case = CASES["B38"]
    outcome = charged(
        book(case),
        devices=[meter()],
        registers=[register(15_300)],
        readings=[reading(15_420, date(2026, 2, 24), source="control")],
    )
    agrees(outcome, case)
    assert outcome.method == "control"
    assert {line["method"] for line in outcome.lines} == {"control"}


def test_one_control_reading_of_two_makes_no_control_charge() -> None:
    outcome = charged(
        rates(FEBRUARY, {"day": (800,), "night": (500,)}),
        devices=[meter(zones=("day", "night"))],
        registers=[register(100, "day"), register(50, "night")],
        readings=[
            reading(110, date(2026, 2, 24), "day", source="control"),
            reading(55, date(2026, 2, 24), "night"),
        ],
    )
    assert outcome.method == "metered"


def test_of_several_readings_in_a_month_the_last_one_counts() -> None:
    """E7."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(100)],
        readings=[reading(900, date(2025, 10, 5)), reading(150, date(2025, 10, 20))],
    )
    assert outcome.volume == 50


def test_the_first_reading_of_a_new_meter_is_where_it_starts() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(installed_on=date(2025, 10, 1))],
        readings=[reading(7, date(2025, 10, 1)), reading(107, date(2025, 10, 24))],
    )
    assert outcome.volume == 100
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["previous_on"], row["current"]) == (7, "2025-10-01", 107)


def test_a_seasonal_block_without_readings_costs_nothing_and_leaves_the_registers_alone() -> None:
    """A12."""
    standing = [register(500, estimated=20, history=[10] * 6)]
    outcome = charged(rates(OCTOBER, FLAT), blocks=[WINTER], missed=2, devices=[meter()], registers=standing)
    assert (outcome.charged, outcome.vat, outcome.volume, outcome.settled) == (0, 0, 0, 0)
    assert (outcome.lines, outcome.meters, outcome.flags) == ([], [], [])
    assert (outcome.method, outcome.missed, outcome.registers) == ("metered", 2, standing)


def test_a_reading_within_a_seasonal_block_is_charged() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        blocks=[WINTER],
        devices=[meter()],
        registers=[register(500)],
        readings=[reading(510, date(2025, 10, 20))],
    )
    assert (outcome.volume, outcome.charged) == (10, 7_360)
