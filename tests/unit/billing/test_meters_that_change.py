"""Meters that are replaced by ones with other zones, reprogrammed, taken away and brought back (A10)."""

from datetime import date

import pytest

from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.tariffs import Tariff
from tests.support.account_charges import GROUP, charged, meter, reading, register
from tests.support.facts import norm_table, policy

pytestmark = pytest.mark.req("S2", "S6")
USUAL = [300] * 6


def month(period: str) -> RateBook:
    prices = {"one": (748,), "day": (845,), "night": (598,)}
    return RateBook(period, policy(period), {GROUP: Tariff(prices)}, norm_table())


AUGUST, SEPTEMBER = month("2026-08"), month("2026-09")


def aug(day: int) -> date:
    return date(2026, 8, day)


def methods(outcome: Outcome) -> list[tuple[str, int]]:
    return [(line["method"], line["volume"]) for line in outcome.lines]


def test_a9_after_a_replacement_by_a_meter_of_two_zones_the_first_missed_month_is_an_average() -> None:
    old = meter("OLD", removed_on=aug(14))
    new = meter("NEW", zones=("day", "night"), installed_on=aug(14))
    replaced = charged(
        AUGUST,
        devices=[old, new],
        registers=[register(10_000, serial="OLD", history=[100, 101] * 3)],
        readings=[
            reading(10_051, aug(14), serial="OLD"),
            *(reading(0, aug(14), zone, "NEW") for zone in ("day", "night")),
            reading(30, aug(24), "day", "NEW"),
            reading(20, aug(24), "night", "NEW"),
        ],
    )
    assert [one.history for one in replaced.registers] == [[50, 51] * 3 + [56], [50, 50] * 3 + [45]]
    missed = charged(SEPTEMBER, devices=[new], registers=replaced.registers)
    assert [(line["zone"], line["method"], line["volume"]) for line in missed.lines] == [
        ("day", "average", 52),
        ("night", "average", 49),
    ]


def test_after_a_replacement_by_a_meter_of_one_zone_the_zones_are_put_together() -> None:
    outcome = charged(
        SEPTEMBER,
        devices=[meter("NEW", installed_on=date(2026, 9, 1))],
        registers=[register(5, zone, "OLD", history=[part] * 3) for zone, part in (("day", 60), ("night", 40))],
    )
    assert methods(outcome) == [("average", 100)]


def test_one_meter_that_is_reprogrammed_keeps_its_number_and_its_history() -> None:
    """A9 (a): the same meter from one zone to two on 10 September."""
    tenth = date(2026, 9, 10)
    lives = [meter("S", removed_on=tenth), meter("S", zones=("day", "night"), installed_on=tenth)]
    outcome = charged(
        SEPTEMBER,
        devices=lives,
        registers=[register(1_000, serial="S", history=[100] * 6)],
        readings=[
            reading(1_040, tenth, serial="S"),
            *(reading(0, tenth, zone, "S") for zone in ("day", "night")),
            reading(50, date(2026, 9, 24), "day", "S"),
            reading(20, date(2026, 9, 24), "night", "S"),
        ],
    )
    assert [(line["zone"], line["volume"]) for line in outcome.lines] == [("one", 40), ("day", 50), ("night", 20)]
    assert [len(block["registers"]) for block in outcome.meters] == [1, 2]


def test_a_meter_that_comes_back_starts_from_its_new_first_reading() -> None:
    """Taken to repair on the 5th and back on the 20th, with another reading."""
    outcome = charged(
        AUGUST,
        devices=[meter("S", removed_on=aug(5)), meter("S", installed_on=aug(20))],
        registers=[register(10_000, serial="S", history=USUAL)],
        readings=[
            reading(10_060, aug(5), serial="S"),
            reading(500, aug(20), serial="S"),
            reading(530, aug(25), serial="S"),
        ],
    )
    assert methods(outcome) == [("metered", 90), ("average", 145)]


def test_a_meter_that_comes_back_after_a_month_is_no_former_one() -> None:
    left = register(10_060, serial="S", history=USUAL)
    outcome = charged(
        AUGUST,
        devices=[meter("S", installed_on=aug(20))],
        registers=[left],
        readings=[reading(500, aug(20), serial="S"), reading(530, aug(25), serial="S")],
    )
    assert methods(outcome) == [("metered", 30), ("average", 184)]  # 300 × 19/31


def test_two_meters_at_one_point_at_once_count_side_by_side() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter("A"), meter("B")],
        registers=[register(100, serial="A", history=USUAL), register(200, serial="B", history=USUAL)],
        readings=[reading(150, aug(24), serial="A"), reading(230, aug(24), serial="B")],
    )
    assert methods(outcome) == [("metered", 80)]


def test_a_single_day_counts() -> None:
    """Opened on the 31st; taken away on the 30th; 300 × 1/31."""
    opened = charged(
        AUGUST, opened_on=aug(31), devices=[meter("OLD")], registers=[register(10_000, serial="OLD", history=USUAL)]
    )
    assert methods(opened) == [("average", 10)]
    gone = charged(
        AUGUST,
        devices=[meter("OLD", removed_on=aug(30))],
        registers=[register(10_000, serial="OLD", history=USUAL)],
        readings=[reading(10_280, aug(30), serial="OLD")],
    )
    assert methods(gone) == [("metered", 280), ("average", 10)]


def test_the_day_on_which_a_failed_meter_is_taken_away_is_dark() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter("OLD", failed_on=aug(11), removed_on=aug(11))],
        registers=[register(10_000, serial="OLD", history=USUAL)],
        readings=[reading(10_100, aug(11), serial="OLD")],
    )
    assert methods(outcome) == [("metered", 100), ("average", 203)]  # 300 × 21/31: 11th to 31st


def test_a_reading_of_the_next_life_of_a_meter_is_not_the_last_one_of_the_life_before() -> None:
    """Taken away on 3 August, put back on 12 September; August hears of it when September's readings have come."""
    away = meter(removed_on=aug(3))
    august = charged(
        AUGUST,
        devices=[away],
        registers=[register(1_000, history=USUAL)],
        readings=[
            reading(1_034, aug(3), source="control", period="2026-08"),
            reading(1_035, date(2026, 9, 12), source="control", period="2026-09"),
        ],
    )
    assert (august.registers[0].value, august.volume) == (1_034, 34 + 271)
    september = charged(
        SEPTEMBER,
        devices=[meter(installed_on=date(2026, 9, 12))],
        registers=august.registers,
        readings=[reading(1_035, date(2026, 9, 12), source="control", period="2026-09")],
    )
    assert methods(september) == [("control", 0), ("average", 110)]


def test_a_life_that_nobody_ended_does_not_count_the_readings_of_the_next_one() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter(), meter(installed_on=aug(14))],
        registers=[register(1_000, history=USUAL)],
        readings=[reading(5, aug(14)), reading(45, aug(24))],
    )
    assert methods(outcome) == [("metered", 40), ("average", 300)]
