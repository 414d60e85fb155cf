"""Each day on which an account is open and not blocked is charged once (ПП 354, п. 42, 59 «а», «г», 81).

Every case: average 300 kWh, norm 120 kWh (persons and table below), August with 31 days.
"""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.account_input import AccountInput, Block, PeriodReading, Register
from services.billing.rules.charge.days import day_spans
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.tariffs import Tariff
from tests.support.account_charges import GROUP, charged, home, meter, reading, register
from tests.support.facts import policy

pytestmark = pytest.mark.req("S2", "S6")
USUAL = [300] * 6
NORMS = {("gas", 2): {3: Decimal(40)}}


def month(period: str) -> RateBook:
    prices = {"one": (748,), "day": (845,), "night": (598,)}
    return RateBook(period, policy(period), {GROUP: Tariff(prices)}, NORMS)


AUGUST, SEPTEMBER = month("2026-08"), month("2026-09")


def aug(day: int) -> date:
    return date(2026, 8, day)


def known(value: int | None = 10_000, serial: str = "OLD", history: list[int] = USUAL) -> Register:
    return register(value, serial=serial, history=history)


def shown(value: int, day: int, serial: str = "OLD") -> PeriodReading:
    return reading(value, aug(day), serial=serial, source="imported")


def methods(outcome: Outcome) -> list[tuple[str, int]]:
    return [(line["method"], line["volume"]) for line in outcome.lines]


def test_c1_days_between_a_removed_meter_and_the_next_have_the_average() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter("OLD", removed_on=aug(5)), meter("NEW", installed_on=aug(20))],
        registers=[known()],
        readings=[shown(10_060, 5), shown(0, 20, "NEW"), shown(30, 25, "NEW")],
    )
    assert methods(outcome) == [("metered", 90), ("average", 145)]
    assert (outcome.volume, outcome.charged, outcome.method) == (235, 235 * 748, "metered")
    [left] = outcome.registers
    assert (left.serial, left.value, left.history, outcome.missed) == ("NEW", 30, USUAL, 0)


def test_c2_a_meter_taken_away_has_the_average_until_another_stands_there() -> None:
    first = charged(
        AUGUST, devices=[meter("OLD", removed_on=aug(10))], registers=[known()], readings=[shown(10_100, 10)]
    )
    assert methods(first) == [("metered", 100), ("average", 203)]
    then = charged(SEPTEMBER, registers=first.registers, missed=first.missed)
    assert (methods(then), then.volume, then.method, then.meters) == ([("average", 300)], 300, "average", [])
    much_later = charged(month("2027-09"), registers=then.registers, missed=then.missed)
    assert much_later.volume == 300, "п. 59 «г» has no limit of months for electricity"


def test_a_meter_that_comes_after_months_without_one_begins_at_its_day() -> None:
    gone = charged(
        AUGUST, devices=[meter("OLD", removed_on=aug(10))], registers=[known()], readings=[shown(10_100, 10)]
    )
    outcome = charged(
        SEPTEMBER,
        devices=[meter("NEW", installed_on=date(2026, 9, 11))],
        registers=gone.registers,
        readings=[
            reading(5, date(2026, 9, 11), serial="NEW"),
            reading(105, date(2026, 9, 24), serial="NEW"),
        ],
    )
    assert methods(outcome) == [("metered", 100), ("average", 100)]
    assert outcome.registers[0].history == USUAL


def test_c3_days_before_a_first_meter_have_the_norm() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter("NEW", installed_on=aug(20))],
        readings=[shown(0, 20, "NEW"), shown(30, 25, "NEW")],
    )
    assert (methods(outcome), outcome.volume) == ([("metered", 30), ("norm", 74)], 104)
    assert outcome.registers[0].history == [], "a short month is no usual one"


def test_c4_a_failed_meter_that_could_not_be_read_has_the_average_from_the_first_day() -> None:
    outcome = charged(AUGUST, devices=[meter("OLD", failed_on=aug(11))], registers=[known()])
    assert (methods(outcome), outcome.missed) == ([("average", 300)], 0)


def test_c5_a_failed_meter_that_was_read_has_the_average_until_the_next_one() -> None:
    outcome = charged(
        AUGUST,
        devices=[
            meter("OLD", failed_on=aug(11), removed_on=aug(25)),
            meter("NEW", installed_on=aug(25)),
        ],
        registers=[known()],
        readings=[shown(10_100, 11), shown(10_150, 25), shown(0, 25, "NEW")],
    )
    assert methods(outcome) == [("metered", 100), ("average", 135)]
    assert (outcome.volume, outcome.registers[0].history) == (235, USUAL)


def test_c17_with_too_short_a_history_the_days_before_the_new_meter_have_the_norm() -> None:
    outcome = charged(
        AUGUST,
        devices=[
            meter("OLD", failed_on=aug(11), removed_on=aug(20)),
            meter("NEW", installed_on=aug(20)),
        ],
        registers=[known(history=[300, 300])],
        readings=[shown(0, 20, "NEW"), shown(60, 25, "NEW")],
    )
    assert methods(outcome) == [("metered", 60), ("norm", 74)]
    assert [block["registers"][0]["method"] for block in outcome.meters] == ["norm", "metered"]


def test_c6_readings_of_a_replacement_belong_to_its_month_whatever_their_source_and_day() -> None:
    """Old meter 10000 to 10500, replaced on the 27th, after the day up to which readings count for the month."""
    devices = [meter("OLD", removed_on=aug(27)), meter("NEW", installed_on=aug(27))]
    late = [
        reading(10_500, aug(27), serial="OLD", source="imported", period="2026-09"),
        reading(0, aug(27), serial="NEW", source="imported", period="2026-09"),
    ]
    august = charged(AUGUST, devices=devices, registers=[known()], readings=late)
    assert (methods(august), august.registers[0].history) == ([("metered", 500)], [*USUAL, 500])
    later = [*late, reading(60, date(2026, 9, 20), serial="NEW", period="2026-09")]
    september = charged(SEPTEMBER, devices=devices[1:], registers=august.registers, readings=later)
    assert methods(september) == [("metered", 60)]
    unread = charged(SEPTEMBER, devices=devices[1:], registers=august.registers, readings=late)
    assert methods(unread)[0][0] == "average", "the act's reading is none of the month after it"


def test_a2_the_last_reading_of_a_closed_account_counts_in_its_month() -> None:
    outcome = charged(
        month("2026-09"),
        closed_on=date(2026, 9, 28),
        devices=[meter("OLD")],
        registers=[known(1_000, history=[100] * 6)],
        readings=[reading(1_500, date(2026, 9, 28), serial="OLD", source="without_payment", period="2026-10")],
    )
    assert methods(outcome) == [("metered", 500)]


def test_the_last_reading_of_a_failed_meter_counts_in_the_month_of_the_failure_only() -> None:
    failed = meter("OLD", failed_on=aug(28))
    last = reading(10_280, aug(27), serial="OLD", period="2026-09")
    august = charged(AUGUST, devices=[failed], registers=[known()], readings=[last])
    assert methods(august) == [("metered", 280), ("average", 39)]  # 28th to 31st: 300 × 4/31
    september = charged(SEPTEMBER, devices=[failed], registers=august.registers, readings=[last])
    assert methods(september) == [("average", 300)]


def test_a_reading_of_the_next_period_that_ends_nothing_waits_for_it() -> None:
    outcome = charged(
        AUGUST,
        devices=[meter("OLD")],
        registers=[known()],
        readings=[reading(10_400, aug(27), serial="OLD", period="2026-09")],
    )
    assert methods(outcome) == [("average", 300)]


def test_the_first_reading_of_a_new_meter_may_be_a_later_one_of_its_month() -> None:
    """The consumer's of the 29th, when the act's is missing; else the act's, and a check's counts after it."""
    device = meter("NEW", installed_on=aug(26))
    only = [reading(3, aug(29), serial="NEW", period="2026-09")]
    outcome = charged(AUGUST, devices=[device], registers=[known(history=USUAL)], readings=only)
    assert (outcome.registers[0].value, outcome.registers[0].on) == (3, aug(29))
    checked = [
        reading(0, aug(26), serial="NEW", period="2026-09"),
        reading(7, aug(28), serial="NEW", source="control", period="2026-08"),
        reading(9, aug(29), serial="NEW", period="2026-09"),
    ]
    both = charged(AUGUST, devices=[device], registers=[known()], readings=checked)
    assert both.meters[0]["registers"][0]["volume"] == 7


def test_a_month_with_dark_or_closed_days_is_no_usual_month() -> None:
    """An account opened on the 16th: its days by readings do not enter the average of later months."""
    outcome = charged(
        AUGUST,
        opened_on=aug(16),
        devices=[meter("OLD")],
        registers=[known(history=[])],
        readings=[shown(10_070, 24)],
    )
    assert (methods(outcome), outcome.registers[0].history) == ([("metered", 70)], [])


@pytest.mark.parametrize(
    ("facts", "history"),
    [
        ({}, [150, 150]),
        ({"opened_on": date(2026, 7, 16)}, []),
        ({"blocks": [Block(date(2026, 5, 1), date(2026, 7, 10))]}, []),
        ({"blocks": [Block(date(2026, 5, 1), date(2026, 6, 30))]}, [150, 150]),
    ],
)
def test_a_catch_up_counts_for_the_average_if_all_its_months_are_whole(facts: dict, history: list[int]) -> None:
    outcome = charged(
        AUGUST,
        missed=1,
        devices=[meter("OLD")],
        registers=[known(history=[])],
        readings=[shown(10_300, 24)],
        **facts,
    )
    assert outcome.registers[0].history == history


def test_a_meter_installed_and_not_read_within_the_months_of_a_catch_up_gives_no_average() -> None:
    outcome = charged(
        AUGUST,
        missed=1,
        devices=[meter("OLD", installed_on=date(2026, 7, 16))],
        registers=[known(history=[])],
        readings=[shown(10_300, 24)],
    )
    assert outcome.registers[0].history == []


def test_a13_a_seasonal_block_that_leaves_a_day_open_is_charged_for_that_day() -> None:
    outcome = charged(
        SEPTEMBER,
        blocks=[Block(date(2026, 4, 1), date(2026, 9, 29))],
        devices=[meter("OLD")],
        registers=[known(history=[100] * 6)],
    )
    assert outcome.volume == 3
    without = charged(SEPTEMBER, blocks=[Block(date(2026, 9, 11), None)])
    assert methods(without) == [("norm", 40)]
    closed = charged(SEPTEMBER, blocks=[Block(date(2026, 9, 1), None)])
    assert (closed.charged, closed.lines) == (0, [])


def test_the_spans_of_a_month_are_its_open_days() -> None:
    account = AccountInput(
        home=home(opened_on=aug(3), blocks=[Block(aug(10), aug(12))]),
        missed=0,
        registers=[known()],
        devices=[meter("OLD", removed_on=aug(5)), meter("NEW", installed_on=aug(20))],
        readings=[shown(10_060, 5), shown(0, 20, "NEW")],
    )
    assert [(span.first.day, span.last.day, span.by) for span in day_spans(account, AUGUST)] == [
        (3, 4, "readings"),
        (5, 9, "dark"),
        (13, 19, "dark"),
        (20, 31, "readings"),
    ]
    without = AccountInput(home=home(), missed=0, registers=[])
    assert [(span.point, span.by) for span in day_spans(without, AUGUST)] == [("1", "none")]


def test_the_days_around_a_block_are_rounded_once() -> None:
    """300 × 20/31 are 193.5; each stretch of ten days alone would be 97."""
    outcome = charged(AUGUST, blocks=[Block(aug(11), aug(21))], devices=[meter("OLD")], registers=[known()])
    assert methods(outcome) == [("average", 194)]


def test_a_new_meter_that_fails_unread_leaves_the_history_of_the_one_before_it() -> None:
    outcome = charged(
        AUGUST,
        devices=[
            meter("OLD", removed_on=aug(11)),
            meter("NEW", installed_on=aug(11), failed_on=aug(20)),
        ],
        registers=[known()],
        readings=[shown(10_100, 11)],
    )
    assert methods(outcome) == [("metered", 100), ("average", 203)]  # 11th to 31st
    [left] = outcome.registers
    assert (left.serial, left.value, left.history, outcome.missed) == ("NEW", None, USUAL, 0)
