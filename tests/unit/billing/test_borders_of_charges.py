"""The borders at which a month's charge takes another way: days, points, registers and what they leave behind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import Absence, Register, load_register
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.errors import BadInputError
from tests.support.account_charges import FLAT, charged, meter, rates, reading, register

pytestmark = pytest.mark.req("S2", "S7")
OCTOBER = "2025-10"
USUAL = [208] * 6
NORM = 138
"""kWh a month of two rooms and three persons with a gas stove."""


def lines(outcome: Outcome) -> list[tuple[str, int, int]]:
    return [(line["method"], line["tier"], line["volume"]) for line in outcome.lines]


def test_a_failed_meter_has_the_average_however_long_and_whatever_the_factor() -> None:
    """П. 59 «г»: until another meter stands there; the factor of п. 60(3) is of the norm."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(failed_on=date(2025, 3, 11))],
        registers=[register(1_000, history=USUAL)],
        missed=7,
        multiplier=Decimal("1.5"),
    )
    assert (outcome.method, outcome.volume) == ("average", 208)


def test_days_after_a_removal_of_an_earlier_month_have_the_average_whatever_the_factor() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("NEW", installed_on=date(2025, 10, 11))],
        registers=[register(1_000, serial="OLD", history=USUAL)],
        readings=[reading(0, date(2025, 10, 11), serial="NEW"), reading(30, date(2025, 10, 24), serial="NEW")],
        multiplier=Decimal("1.5"),
    )
    assert lines(outcome) == [("metered", 1, 30), ("average", 1, 67)], "208 × 10 / 31"


def test_days_before_the_first_meters_of_two_points_count_once_by_the_norm() -> None:
    first, second = date(2025, 10, 10), date(2025, 10, 20)
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("A", installed_on=first), meter("B", installed_on=second, point="2")],
        readings=[
            reading(0, first, serial="A"),
            reading(30, date(2025, 10, 24), serial="A"),
            reading(0, second, serial="B"),
            reading(10, date(2025, 10, 24), serial="B"),
        ],
    )
    assert lines(outcome) == [("metered", 1, 40), ("norm", 1, 40)], "138 × 9 / 31, and from the 10th on a meter stands"


def test_readings_average_and_norm_fill_the_tiers_one_after_another() -> None:
    outcome = charged(
        rates(OCTOBER, {"one": (500, 700)}, (100,)),
        devices=[meter("A"), meter("B", failed_on=date(2025, 9, 1), point="2"), meter("C", point="3")],
        registers=[
            register(1_000, serial="A"),
            Register(serial="B", zone="one", value=50, on=date(2025, 8, 20), history=[60] * 6, point="2"),
            Register(serial="C", zone="one", value=70, on=date(2025, 9, 24), point="3"),
        ],
        readings=[reading(1_060, date(2025, 10, 24), serial="A")],
    )
    assert lines(outcome) == [("metered", 1, 60), ("average", 1, 40), ("average", 2, 20), ("norm", 2, NORM)]


def test_a_meter_that_comes_next_month_is_not_there_yet() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(), meter("NEXT", installed_on=date(2025, 11, 1))],
        registers=[register(1_000)],
        readings=[reading(1_090, date(2025, 10, 24))],
    )
    [block] = outcome.meters
    [row] = block["registers"]
    assert (block["serial"], row["current_on"], row["volume"], outcome.volume) == ("S-1", "2025-10-24", 90, 90)


def test_a_meter_of_the_first_day_of_a_month_has_missed_none() -> None:
    """The months without readings were those of the meter before it: its own first one has the average."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("NEW", installed_on=date(2025, 10, 1))],
        registers=[register(1_000, serial="OLD", history=USUAL)],
        missed=5,
    )
    assert (outcome.method, outcome.volume, outcome.missed) == ("average", 208, 1)


def test_a_meter_that_comes_back_on_the_first_day_of_a_month_begins_anew() -> None:
    first = date(2025, 10, 1)
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(installed_on=first)],
        registers=[register(100, history=USUAL)],
        readings=[reading(500, first), reading(520, date(2025, 10, 24))],
    )
    assert outcome.volume == 20, "what it counted elsewhere is not this household's"


def test_a_reading_of_the_next_period_is_no_part_of_this_one_when_this_one_has_its_own() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(installed_on=date(2025, 10, 10))],
        readings=[
            reading(30, date(2025, 10, 20), period=OCTOBER),
            reading(50, date(2025, 10, 28), period="2025-11"),
        ],
    )
    [left] = outcome.registers
    assert (left.value, left.on) == (30, date(2025, 10, 20))


def test_a_block_that_ends_on_the_first_day_of_the_months_keeps_them_out_of_the_history() -> None:
    def history(until: date) -> list[int]:
        outcome = charged(
            rates(OCTOBER, FLAT),
            devices=[meter()],
            registers=[register(1_000, estimated=200, history=USUAL)],
            readings=[reading(1_380, date(2025, 10, 24))],
            missed=1,
            blocks=[(date(2025, 8, 1), until)],
        )
        return outcome.registers[0].history

    assert history(date(2025, 9, 1)) == USUAL
    assert history(date(2025, 8, 31)) == [*USUAL, 190, 190]


def test_what_a_removed_meter_leaves_behind_has_missed_nothing_of_its_own() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        registers=[Register(serial="OLD", zone="one", value=1, on=date(2025, 8, 1), history=USUAL, missed=2)],
    )
    assert [one.missed for one in outcome.registers] == [None]


def test_a_register_that_was_stored_without_its_point_is_of_the_first_one() -> None:
    known = Register(serial="S-1", zone="one", value=7, on=date(2025, 9, 24), history=[1, 2])
    assert "point" not in known.dump()
    for register_ in (known, replace(known, point="2")):
        assert load_register(register_.dump()) == register_


def test_a_reduction_for_bad_quality_is_a_line_without_a_price() -> None:
    act = Act(kind="quality", happened_on=date(2025, 10, 3), number="5", details={"hours": "12"})
    [line] = charged(rates(OCTOBER, FLAT), acts=[act]).recalculations
    assert (line["method"], line["zone"], line["tier"], line["price_kopecks"]) == ("recalculated", "one", 1, 0)


def test_nobody_was_there_before_the_first_meter_either_so_an_absence_counts() -> None:
    """П. 86: the norm of the days before a first meter is lower for who was away."""
    installed = date(2025, 10, 20)
    away = Absence(since=date(2025, 10, 1), until=date(2025, 10, 9), persons=3)
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(installed_on=installed)],
        readings=[reading(0, installed), reading(30, date(2025, 10, 24))],
        absences=[away],
    )
    assert lines(outcome) == [("metered", 1, 30), ("norm", 1, 45)], "138 × 10 / 31: of 19 days all were away for nine"


def test_a_failed_meter_and_an_unread_one_after_it_share_the_month() -> None:
    failed, replaced = date(2025, 10, 11), date(2025, 10, 21)
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("A", failed_on=failed, removed_on=replaced), meter("B", installed_on=replaced)],
        registers=[register(1_000, serial="A", history=USUAL)],
        readings=[reading(1_050, failed, serial="A")],
        missed=1,
    )
    # 50 by readings, 208 × 10 / 31 until the new meter, 208 × 11 / 31 of its own days.
    assert lines(outcome) == [("metered", 1, 50), ("average", 1, 67 + 74)]
    assert [row["volume"] for block in outcome.meters for row in block["registers"]] == [50 + 67, 74]


def test_an_average_up_to_the_very_limit_stays_in_the_first_tier() -> None:
    outcome = charged(
        rates(OCTOBER, {"one": (500, 700)}, (208,)), devices=[meter()], registers=[register(1_000, history=USUAL)]
    )
    assert lines(outcome) == [("average", 1, 208)]


def test_a_group_without_a_tariff_names_the_file_that_lacks_it() -> None:
    with pytest.raises(BadInputError) as refused:
        charged(rates(OCTOBER, FLAT), group="nobody's")
    assert refused.value.field == "tariffs"


def test_a_meter_with_transformers_says_their_ratio_and_one_of_a_further_point_its_name() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("A", ratio=20), meter("B", point="2")],
        registers=[
            register(1_000, serial="A"),
            Register(serial="B", zone="one", value=50, on=date(2025, 9, 24), point="2"),
        ],
        readings=[reading(1_003, date(2025, 10, 24), serial="A"), reading(57, date(2025, 10, 24), serial="B")],
    )
    assert outcome.volume == 3 * 20 + 7
    assert [(block.get("ratio"), block.get("point")) for block in outcome.meters] == [("20", None), (None, "2")]


def test_after_estimates_the_true_reading_stands_beside_the_calculated_one() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(1_000, estimated=200, history=USUAL)],
        readings=[reading(1_250, date(2025, 10, 24))],
        missed=1,
    )
    [block] = outcome.meters
    [row] = block["registers"]
    assert (row["previous"], row["actual"], row["actual_on"], row["volume"]) == (1_200, 1_000, "2025-09-24", 50)


def test_a_block_from_the_last_day_of_the_months_keeps_them_out_of_the_history() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(1_000, estimated=200, history=USUAL)],
        readings=[reading(1_380, date(2025, 10, 24))],
        missed=1,
        blocks=[(date(2025, 10, 31), None)],
    )
    assert outcome.registers[0].history == USUAL
