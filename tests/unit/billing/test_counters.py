"""What a counter says in kWh: over zero, transformers, decimals, several points (A2, A7; finding of four digits)."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules import volumes
from services.billing.rules.charge.account_input import load_register
from tests.support.account_charges import FLAT, charged, meter, rates, reading, register

pytestmark = pytest.mark.req("S2", "S6")
OCTOBER = "2025-10"
DAY = date(2025, 10, 24)


def test_c9_a_four_digit_counter_passes_zero_by_more_than_half_its_scale_after_estimates() -> None:
    """9500 to 5500 after 4 500 kWh of estimates: 6 000 kWh were used, 1 500 are still to be charged."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        missed=4,
        devices=[meter(digits=4)],
        registers=[register(9_500, estimated=4_500, history=[1_100] * 6)],
        readings=[reading(5_500, date(2025, 10, 24))],
    )
    assert (outcome.volume, outcome.flags) == (1_500, [])
    assert outcome.registers[0].history[-1] == 1_200


def test_a_reading_that_is_marked_as_one_over_zero_is_one() -> None:
    def moved(**marks: bool) -> int:
        return charged(
            rates(OCTOBER, FLAT),
            devices=[meter(digits=4)],
            registers=[register(9_500)],
            readings=[reading(5_500, DAY, source="control", **marks)],
        ).volume

    assert (moved(), moved(rolled_over=True)) == (-4_000, 6_000)


def test_over_zero_is_no_guess_where_the_house_could_not_draw_that_much() -> None:
    """15 kW round the clock for 30 days are 10 800 kWh; 40 035 on a counter of five digits are none."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(70_000)],
        readings=[reading(10_035, DAY, source="control")],
    )
    assert outcome.volume == 10_035 - 70_000


def test_a_consumers_reading_that_can_be_neither_over_zero_nor_a_correction_is_left_out_and_marked() -> None:
    """8 306 kWh in 23 days are more than 15 kW round the clock; 91 694 kWh to give back were never charged."""
    history = [1_100] * 6
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(92_344, history=history)],
        readings=[reading(650, date(2025, 10, 17))],
    )
    assert (outcome.method, outcome.volume, outcome.flags) == ("average", 1_100, ["implausible_reading"])
    assert (outcome.registers[0].value, outcome.missed) == (92_344, 1)


def test_a_consumers_correction_takes_back_what_was_charged_and_no_more() -> None:
    def moved(value: int) -> tuple[int, list[str]]:
        outcome = charged(
            rates(OCTOBER, FLAT),
            devices=[meter()],
            registers=[register(10_000, estimated=50, history=[100] * 3)],
            readings=[reading(value, DAY)],
            missed=1,
        )
        return outcome.registers[0].value or 0, outcome.flags

    assert moved(9_650) == (9_650, ["negative"])
    assert moved(9_649) == (10_000, ["implausible_reading"])


def test_what_can_be_drawn_at_most() -> None:
    assert [volumes.most_kwh(days, 15) for days in (0, 1, 31)] == [360, 360, 11_160]


def test_the_interpretation_nearer_to_what_was_expected_counts() -> None:
    assert volumes.between_checked(9_500, 5_500, 4, expected=5_600) == 6_000
    assert volumes.between_checked(9_500, 9_400, 4, expected=200) == -100
    assert volumes.between_checked(9_500, 5_500, 4, expected=5_600, possible=5_999) == -4_000
    assert volumes.between_checked(9_500, 5_500, 4, possible=0, marked=True) == 6_000


def test_transformers_multiply_what_was_counted() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(ratio=40)],
        registers=[register(1_000, estimated=80)],
        readings=[reading(1_005, DAY)],
        missed=1,
    )
    assert outcome.volume == 200 - 80
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["current"], row["volume"]) == (1_002, 1_005, 120)


def test_what_is_less_than_a_kwh_counts_with_the_next_reading() -> None:
    """A meter with one digit behind the comma: 123,4, 124,3 and 125,2."""
    september, october, november = 1_234, 1_243, 1_252
    first = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(digits=6, decimals=1)],
        registers=[register(september)],
        readings=[reading(october, DAY)],
    )
    second = charged(
        rates("2025-11", FLAT),
        devices=[meter(digits=6, decimals=1)],
        registers=first.registers,
        readings=[reading(november, date(2025, 11, 24))],
    )
    assert (first.volume, second.volume) == (1, 1)
    ratio = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(digits=6, decimals=1, ratio=Decimal("1.5"))],
        registers=[register(september)],
        readings=[reading(november, DAY)],
    )
    assert ratio.volume == 187 - 185  # 187,8 and 185,1 kWh


def test_a_counter_with_decimals_passes_zero() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(digits=5, decimals=1)],
        registers=[register(99_990)],
        readings=[reading(105, DAY)],
    )
    assert outcome.volume == 11


def two(*readings_of: str, missed: tuple[int | None, int | None] = (None, None), history: int = 6):
    return charged(
        rates(OCTOBER, FLAT),
        missed=max(missed[0] or 0, missed[1] or 0),
        devices=[meter("A"), meter("B", point="2")],
        registers=[
            load_register(
                {
                    "serial": serial,
                    "zone": "one",
                    "value": 100,
                    "on": "2025-09-24",
                    "estimated": 0,
                    "history": [80] * (6 if serial == "A" else history),
                    **({} if serial == "A" else {"point": "2"}),  # type: ignore[typeddict-item]
                    **({} if mine is None else {"missed": mine}),  # type: ignore[typeddict-item]
                }
            )
            for serial, mine in zip("AB", missed, strict=True)
        ],
        readings=[reading(150, DAY, serial=serial) for serial in readings_of],
    )


def test_meters_of_different_points_count_side_by_side() -> None:
    outcome = two("A", "B")
    assert (outcome.volume, outcome.method, outcome.missed) == (100, "metered", 0)
    assert [one.missed for one in outcome.registers] == [None, None]


def test_of_several_meters_each_is_charged_by_its_own_way() -> None:
    outcome = two("A")
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("metered", 50), ("average", 80)]
    assert (outcome.method, outcome.missed) == ("average", 1)
    assert [(one.point, one.missed) for one in outcome.registers] == [("1", 0), ("2", None)]
    assert [one.dump().get("missed") for one in outcome.registers] == [0, None]
    assert [one.dump().get("point") for one in outcome.registers] == [None, "2"]


def test_the_months_without_readings_are_those_of_each_point() -> None:
    outcome = two(missed=(0, 3))
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("average", 80), ("norm", 138)]
    assert [one.missed for one in outcome.registers] == [1, None]
    assert outcome.missed == 4


def test_the_norm_is_that_of_the_household_however_many_meters_nobody_read() -> None:
    outcome = two(missed=(3, 3))
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("norm", 138)]
    assert sum(one.estimated for one in outcome.registers) == 138


def test_a_point_without_a_meter_yet_adds_no_norm_where_another_point_has_one() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("A"), meter("B", point="2", installed_on=date(2025, 10, 11))],
        registers=[register(100, serial="A")],
        readings=[
            reading(150, DAY, serial="A"),
            reading(0, date(2025, 10, 11), serial="B"),
            reading(7, DAY, serial="B"),
        ],
    )
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("metered", 57)]
    assert outcome.registers[1].history == []


def test_a_meter_that_was_taken_away_at_one_point_leaves_the_other_as_it_is() -> None:
    gone = register(900, serial="B", history=[31] * 6)
    gone.point = "2"
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter("A")],
        registers=[register(100, serial="A"), gone],
        readings=[reading(150, DAY, serial="A")],
    )
    assert [(line["method"], line["volume"]) for line in outcome.lines] == [("metered", 50), ("average", 31)]
    assert [(one.serial, one.point) for one in outcome.registers] == [("A", "1"), ("B", "2")]
