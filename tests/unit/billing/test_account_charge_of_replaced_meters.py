"""An account whose meter was replaced, taken away, or failed (A10; ПП 354, п. 59), and what a run flags."""

from datetime import date

import pytest

from tests.support.account_charges import FLAT, agrees, book, charged, meter, rates, reading, register
from tests.support.facts import CASES

pytestmark = pytest.mark.req("S2")
OCTOBER, NOVEMBER, FEBRUARY = "2025-10", "2025-11", "2026-02"


@pytest.mark.case("B30")
def test_b30_both_meters_of_a_replacement_are_summed() -> None:
    case = CASES["B30"]
    outcome = charged(
        book(case),
        devices=[
            meter("OLD", removed_on=date(2026, 2, 14)),
            meter("NEW", installed_on=date(2026, 2, 14)),
        ],
        registers=[register(45_120, serial="OLD", history=[150, 160])],
        readings=[
            reading(45_210, date(2026, 2, 14), serial="OLD"),
            reading(2, date(2026, 2, 14), serial="NEW"),
            reading(67, date(2026, 2, 24), serial="NEW"),
        ],
    )
    agrees(outcome, case)
    [left] = outcome.registers
    assert (left.serial, left.value, left.history) == ("NEW", 67, [150, 160, 155])
    assert [block["serial"] for block in outcome.meters] == ["OLD", "NEW"]


def test_days_of_a_meter_taken_away_unread_count_by_the_average_until_the_next_one() -> None:
    """П. 59 «а», «г»: the 13 days before the new meter's first one."""
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[
            meter("OLD", removed_on=date(2026, 2, 14)),
            meter("NEW", installed_on=date(2026, 2, 14)),
        ],
        registers=[register(45_120, serial="OLD", history=[208] * 6)],
        readings=[
            reading(0, date(2026, 2, 14), serial="NEW"),
            reading(100, date(2026, 2, 24), serial="NEW"),
        ],
    )
    assert (outcome.method, outcome.volume) == ("metered", 97 + 100)
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("metered", 100), ("average", 97)]
    assert [row["volume"] for block in outcome.meters for row in block["registers"]] == [97, 100]
    assert outcome.registers[0].history == [208] * 6


def test_days_of_a_meter_taken_away_unread_with_too_short_a_history_count_by_the_norm() -> None:
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[meter("OLD", removed_on=date(2026, 2, 14)), meter("NEW", installed_on=date(2026, 2, 14))],
        registers=[register(45_120, serial="OLD", history=[208])],
        readings=[reading(0, date(2026, 2, 14), serial="NEW"), reading(9, date(2026, 2, 24), serial="NEW")],
    )
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("metered", 9), ("norm", 64)]  # 138 × 13/28


def test_a_meter_that_is_only_taken_away_in_the_month_is_charged_by_its_last_reading_and_then_by_the_average() -> None:
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[meter(removed_on=date(2026, 2, 14))],
        registers=[register(100, history=[208] * 3)],
        readings=[reading(150, date(2026, 2, 14), source="control")],
    )
    assert (outcome.method, outcome.volume) == ("average", 50 + 104)
    [left] = outcome.registers
    assert (left.value, left.history, outcome.missed) == (150, [208] * 3, 0)


def test_a_meter_that_stood_there_in_other_months_only_does_not_count() -> None:
    gone, coming = meter("OLD", removed_on=date(2026, 1, 31)), meter("NEW", installed_on=date(2026, 3, 1))
    assert charged(rates(FEBRUARY, {"one": (748,)}), devices=[gone, coming]).method == "norm"
    last, first = meter("OLD", removed_on=date(2026, 2, 1)), meter("NEW", installed_on=date(2026, 2, 28))
    both = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[last, first],
        registers=[register(5, serial="OLD")],
        readings=[reading(7, date(2026, 2, 1), serial="OLD"), reading(1, date(2026, 2, 28), serial="NEW")],
    )
    assert [block["serial"] for block in both.meters] == ["OLD", "NEW"]


@pytest.mark.case("B31")
def test_b31_a_failed_meter_counts_to_its_failure_and_then_by_the_average() -> None:
    case = CASES["B31"]
    failed = meter(failed_on=date(2025, 11, 11))
    outcome = charged(
        book(case),
        devices=[failed],
        registers=[register(12_565, history=[208] * 6)],
        readings=[reading(12_635, date(2025, 11, 11)), reading(99_999, date(2025, 11, 12))],
    )
    agrees(outcome, case)
    assert outcome.method == "average"
    [left] = outcome.registers
    assert (left.value, left.on, left.history) == (12_635, date(2025, 11, 11), [208] * 6)


@pytest.mark.case("B32")
def test_b32_half_a_month_without_a_meter() -> None:
    case = CASES["B32"]
    outcome = charged(
        book(case),
        missed=1,
        devices=[meter(removed_on=date(2026, 2, 14))],
        registers=[register(500, estimated=70, history=[208] * 6)],
        readings=[reading(570, date(2026, 2, 14))],
    )
    agrees(outcome, case)
    [left] = outcome.registers
    assert (left.value, left.estimated, outcome.missed, outcome.settled) == (570, 0, 0, -70)


def test_a_meter_that_failed_in_an_earlier_month_counts_the_average_for_the_whole_month() -> None:
    failed = meter(failed_on=date(2025, 11, 28))
    outcome = charged(rates("2025-12", FLAT), devices=[failed], registers=[register(500, history=[208] * 6)])
    assert (outcome.method, outcome.volume) == ("average", 208)


def test_one_failed_meter_of_two_makes_the_month_one_by_the_average() -> None:
    devices = [meter("A", failed_on=date(2025, 11, 11)), meter("B")]
    outcome = charged(
        rates(NOVEMBER, FLAT),
        devices=devices,
        registers=[register(100, serial=one.serial, history=[30] * 6) for one in devices],
        readings=[reading(110, date(2025, 11, 24), serial="B")],
    )
    assert outcome.method == "average"
    assert [block["registers"][0]["volume"] for block in outcome.meters] == [30, 10]


def test_what_was_estimated_is_settled_by_the_reading_before_the_failure() -> None:
    outcome = charged(
        rates(NOVEMBER, FLAT),
        missed=1,
        devices=[meter(failed_on=date(2025, 11, 11))],
        registers=[register(12_565, estimated=50, history=[208] * 6)],
        readings=[reading(12_635, date(2025, 11, 11))],
    )
    assert (outcome.volume, outcome.settled) == (70 - 50 + 139, -50)
    assert outcome.registers[0].estimated == 0


def test_a_failed_meter_with_too_short_a_history_takes_the_norm() -> None:
    outcome = charged(
        rates(NOVEMBER, FLAT),
        devices=[meter(failed_on=date(2025, 11, 11))],
        registers=[register(100, history=[150])],
    )
    assert (outcome.method, outcome.volume, outcome.missed) == ("norm", 138, 0)
    assert outcome.registers[0].estimated == 0


@pytest.mark.parametrize(
    ("used", "history", "flags"),
    [
        (0, [100] * 6, ["zero"]),
        (300, [100] * 6, []),
        (301, [100] * 6, ["jump"]),
        (100, [10] * 6, []),
        (101, [10] * 6, ["jump"]),
        (101, [0] * 6, ["jump"]),
        (3_100, [], []),
        (3_101, [], ["jump"]),
        (11_160, [4_000] * 6, []),
        (11_161, [4_000] * 6, ["jump"]),
    ],
)
def test_what_an_accountant_should_look_at_is_flagged(used: int, history: list[int], flags: list[str]) -> None:
    """A jump is above 100 kWh and above three times the usual month (`jump_kwh`, `jump_factor`), above 100 kWh a day
    where nothing is usual yet (`jump_daily_kwh`), and above 15 kW round the clock always (desk A3)."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(100, history=history)],
        readings=[reading(100 + used, date(2025, 10, 20))],
    )
    assert outcome.flags == flags


@pytest.mark.parametrize(("used", "flags"), [(6_200, []), (6_201, ["jump"])])
def test_a_catch_up_has_the_days_of_its_months_before_it_is_marked(used: int, flags: list[str]) -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(100)],
        readings=[reading(100 + used, date(2025, 10, 20))],
        missed=1,
    )
    assert outcome.flags == flags


def test_a_jump_is_told_by_all_zones_together() -> None:
    outcome = charged(
        rates(OCTOBER, {"day": (832,), "night": (589,)}),
        devices=[meter(zones=("day", "night"))],
        registers=[register(0, "day", history=[10, 10]), register(0, "night", history=[200, 200])],
        readings=[reading(300, date(2025, 10, 20), "day"), reading(200, date(2025, 10, 20), "night")],
    )
    assert outcome.flags == []
