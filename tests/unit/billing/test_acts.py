"""What acts do to a charge: refused access (п. 59 «в», 60), unmetered use (п. 62), bad quality (п. 98), K."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.billing.rules.acts.act import Act
from services.billing.rules.acts.refusal import standing
from services.billing.rules.charge.account_input import Register
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.errors import BadInputError
from services.billing.run.results import stored
from tests.support.account_charges import FLAT, charged, meter, rates, reading, register

pytestmark = pytest.mark.req("S2", "S6")
NORM = 138
"""Two rooms, three persons."""


def refused(day: date, **facts: Any) -> Act:
    return Act(kind="access_refused", happened_on=day, number="7", **facts)


def months(*acts: Act, first: str = "2025-10", number: int = 6, **facts: Any) -> list[tuple[str, int, int]]:
    """(method, kWh, excess) of months in a row in which nobody reads the meter."""
    registers: list[Register] = [register(1_000, history=[100] * 6)]
    missed, found = 0, []
    year, month = map(int, first.split("-"))
    for _ in range(number):
        outcome = charged(
            rates(f"{year}-{month:02d}", FLAT),
            missed=missed,
            devices=[meter()],
            registers=registers,
            acts=acts,
            **facts,
        )
        found.append((outcome.method, outcome.volume, sum(line["excess_kopecks"] for line in outcome.lines)))
        registers, missed = outcome.registers, outcome.missed
        year, month = year + month // 12, month % 12 + 1
    return found


RAISED = ("norm", NORM, NORM * 368)
"""NORM × 7.36 × 0.5."""
AVERAGE, PLAIN = ("average", 100, 0), ("norm", NORM, 0)


def test_c10_a_recorded_ground_raises_the_norm_of_a_household_with_a_meter() -> None:
    assert months(number=2, multiplier=Decimal("1.5")) == [RAISED, RAISED]


def test_a_reading_counts_whatever_the_ground() -> None:
    outcome = charged(
        rates("2025-10", FLAT),
        multiplier=Decimal("1.5"),
        devices=[meter()],
        registers=[register(1_000, history=[100] * 6)],
        readings=[reading(1_050, date(2025, 10, 20))],
    )
    assert (outcome.method, outcome.volume, outcome.charged) == ("metered", 50, 36_800)


def test_after_three_months_of_refused_access_the_norm_is_raised() -> None:
    """П. 59 «в», 60."""
    assert months(refused(date(2025, 10, 14))) == [AVERAGE] * 3 + [RAISED] * 3


def test_without_a_refusal_it_is_not() -> None:
    assert months() == [AVERAGE] * 3 + [PLAIN] * 3


def test_two_refusals_raise_the_norm_from_the_second_one_on() -> None:
    """П. 60(3)."""
    assert months(refused(date(2025, 10, 14)), refused(date(2025, 11, 20))) == [AVERAGE] + [RAISED] * 5


def test_a_refusal_that_comes_when_the_norm_holds_raises_it_after_its_own_three_months() -> None:
    assert months(refused(date(2025, 12, 3)), number=7) == [AVERAGE] * 3 + [PLAIN] * 2 + [RAISED] * 2


def test_the_outcome_names_the_acts_by_which_the_norm_is_raised() -> None:
    """П. 69 «г»: the bill gives the ground of the factor, with number and day."""
    acts = (refused(date(2025, 10, 5)), refused(date(2025, 10, 20)))
    facts: dict[str, Any] = {"devices": [meter()], "registers": [register(1_000, history=[100] * 6)]}
    outcome = charged(rates("2025-10", FLAT), acts=acts, **facts)
    assert outcome.method == "norm"
    assert outcome.refused == [
        {"number": "7", "happened_on": "2025-10-05"},
        {"number": "7", "happened_on": "2025-10-20"},
    ]
    assert charged(rates("2025-10", FLAT), acts=acts[:1], **facts).refused == [], "the average is not raised"
    assert stored(outcome, None)["refused"] == outcome.refused


def test_access_given_ends_it() -> None:
    assert months(refused(date(2025, 10, 14), until=date(2025, 12, 31)), number=5) == [AVERAGE] * 3 + [PLAIN] * 2


def test_access_refused_before_the_meter_stood_there_is_no_longer() -> None:
    outcome = charged(
        rates("2025-10", FLAT),
        devices=[meter("NEW", installed_on=date(2025, 9, 1))],
        registers=[register(5, serial="NEW", history=[100] * 6)],
        acts=[refused(date(2025, 5, 1)), refused(date(2025, 6, 9))],
    )
    assert outcome.method == "average"


def while_refused(source: str, day: date) -> Outcome:
    return charged(
        rates("2025-10", FLAT),
        devices=[meter()],
        registers=[register(1_000, history=[100] * 6)],
        readings=[reading(1_010, day, source=source)],
        acts=[refused(date(2025, 10, 14))],
    )


def test_while_access_is_refused_only_a_check_counts() -> None:
    assert while_refused("payment", date(2025, 10, 20)).method == "average"
    assert while_refused("payment", date(2025, 10, 10)).volume == 10
    assert while_refused("act", date(2025, 10, 20)).method == "metered"
    checked = while_refused("control", date(2025, 10, 20))
    assert (checked.method, checked.volume) == ("control", 10)
    after = charged(
        rates("2025-11", FLAT),
        devices=[meter()],
        registers=checked.registers,
        readings=[reading(1_030, date(2025, 11, 20))],
        acts=[refused(date(2025, 10, 14))],
    )
    assert (after.method, after.volume) == ("metered", 20)


def test_the_raised_norm_of_a_meter_and_the_plain_one_of_days_without_any_stand_apart() -> None:
    """The norm of the failed meter's days is not raised by a refusal at the other point."""
    outcome = charged(
        rates("2025-10", FLAT),
        devices=[meter("A"), meter("B", point="2", failed_on=date(2025, 9, 3))],
        registers=[register(1_000, serial="A", history=[100] * 6)],
        acts=[refused(date(2025, 9, 25), serial="A"), refused(date(2025, 9, 28), serial="A")],
    )
    assert [(line["method"], line["volume"], line["excess_kopecks"]) for line in outcome.lines] == [RAISED]
    short = charged(
        rates("2025-10", FLAT),
        devices=[
            meter("OLD", failed_on=date(2025, 9, 3), removed_on=date(2025, 10, 11)),
            meter("A", installed_on=date(2025, 10, 11)),
        ],
        acts=[refused(date(2025, 10, 14)), refused(date(2025, 10, 20))],
    )
    assert [(line["volume"], line["excess_kopecks"]) for line in short.lines] == [(93, 93 * 368), (45, 0)]


def tampered(details: dict[str, object]) -> Outcome:
    act = Act(kind="tampering", happened_on=date(2025, 10, 15), number="12-А", details=details)
    return charged(
        rates("2025-10", {"one": (736, 810)}, (3_900,)),
        devices=[meter()],
        registers=[register(1_000)],
        readings=[reading(1_100, date(2025, 10, 20))],
        acts=[act],
    )


def test_unmetered_use_is_charged_by_power_round_the_clock() -> None:
    """2 kW × 24 h × 10 days, from the stated day to the act; П. 62."""
    outcome = tampered({"power_kw": "2", "since": "2025-10-06"})
    [line] = outcome.recalculations
    assert (line["volume"], line["amount_kopecks"], line["price_kopecks"]) == (480, 480 * 736, 736)
    assert (line["ground"], line["source"], line["month"], line["settles"]) == ("act", "12-А", "2025-10", "2025-10")
    assert (outcome.volume, line["vat_kopecks"]) == (100, 58_880)


def test_unmetered_use_goes_back_three_months_at_most_and_by_the_tiers_of_three_months() -> None:
    """15 July to 15 October are 93 days: 6 kW × 24 × 93 = 13 392 kWh; the first tier ends at 3 × 3 900."""
    lines = tampered({"power_kw": 6, "since": "2024-01-01"}).recalculations
    assert [(line["tier"], line["volume"]) for line in lines] == [(1, 11_700), (2, 1_692)]


def test_without_a_known_power_ten_norms_are_charged() -> None:
    """17 days of July, August, September and 15 days of October, each month by its days."""
    [line] = tampered({"since": ""}).recalculations
    assert line["volume"] == 1380 * 3 + 45  # 1380 × (17/31 + 2 + 15/31) = 4184.5


@pytest.mark.parametrize(
    ("details", "field"),
    [({"power_kw": "viel"}, "acts.details.power_kw"), ({"since": "gestern"}, "acts.details.since")],
)
def test_an_act_whose_details_cannot_be_read_names_them(details: dict[str, object], field: str) -> None:
    with pytest.raises(BadInputError) as error:
        tampered(details)
    assert error.value.field == field


def quality(hours: object, day: date = date(2025, 10, 3)) -> Outcome:
    return charged(
        rates("2025-10", FLAT),
        devices=[meter()],
        registers=[register(1_000)],
        readings=[reading(1_100, date(2025, 10, 20))],
        acts=[
            Act(kind="quality", happened_on=day, number="5", details={"hours": hours}),
            Act(kind="sealing", happened_on=day),
        ],
    )


def test_each_hour_of_bad_quality_above_the_limit_takes_off_a_part_of_the_payment() -> None:
    """0,15 % × 12 h of 736.00 are 13.248; П. 98."""
    outcome = quality("12")
    [line] = outcome.recalculations
    assert (line["amount_kopecks"], line["volume"], line["ground"], line["source"]) == (-1_325, 0, "act", "5")
    assert (outcome.charged, outcome.recalculated) == (73_600, -1_325)


def test_bad_quality_takes_off_no_more_than_the_payment_and_only_in_its_month() -> None:
    assert quality(2_000).recalculated == -73_600
    assert quality(0).recalculations == []
    assert quality(12, date(2025, 9, 30)).recalculations == []


def test_an_act_may_state_the_percent_of_the_payment() -> None:
    act = Act(kind="quality", happened_on=date(2025, 10, 3), details={"percent": "1.5"})
    assert charged(rates("2025-10", FLAT), acts=[act]).recalculated == -1_524


@pytest.mark.parametrize("hours", [None, "", "-1"])
def test_an_act_on_quality_without_hours_is_refused(hours: object) -> None:
    with pytest.raises(BadInputError, match="hours"):
        quality(hours)


def test_acts_count_in_a_home_without_a_meter_too() -> None:
    act = Act(kind="quality", happened_on=date(2025, 10, 3), details={"hours": 10})
    outcome = charged(rates("2025-10", FLAT), acts=[act])
    assert outcome.recalculated == -1_524  # 1.5 % of 138 × 7.36


def test_a_blank_detail_states_nothing_and_a_wrong_day_says_how_to_write_one() -> None:
    act = Act(kind="tampering", happened_on=date(2025, 10, 15), details={"hours": "", "since": "gestern"})
    assert act.number_of("hours") is None
    with pytest.raises(BadInputError) as error:
        act.day_of("since")
    assert str(error.value) == "acts.details.since: must be a day such as 2026-10-01"


def test_an_act_on_quality_without_hours_says_what_to_state() -> None:
    with pytest.raises(BadInputError) as error:
        quality(None)
    assert error.value.field == "acts.details.hours"
    assert str(error.value).endswith("state the hours above the limit, such as 12, or the percent")


def test_an_act_of_the_first_day_of_a_month_charges_that_day() -> None:
    act = Act(kind="tampering", happened_on=date(2025, 10, 1), number="1", details={"since": "2025-09-30"})
    [line] = charged(rates("2025-10", FLAT), acts=[act]).recalculations
    assert line["volume"] == 91  # 1380 × (1/30 + 1/31) = 90.5


@pytest.mark.parametrize(
    ("act", "stands"),
    [
        (refused(date(2025, 10, 31)), True),
        (refused(date(2025, 11, 1)), False),
        (refused(date(2025, 9, 20), until=date(2025, 10, 1)), True),
        (refused(date(2025, 9, 20), until=date(2025, 9, 30)), False),
    ],
)
def test_a_refusal_stands_from_its_day_to_its_last_day(act: Act, stands: bool) -> None:
    found = standing([act], None, "2025-10", date(2025, 10, 1), date(2025, 10, 31))
    assert (found is not None) is stands


def test_a_check_of_the_day_of_the_refusal_does_not_end_it() -> None:
    day, october = date(2025, 10, 14), ("2025-10", date(2025, 10, 1), date(2025, 10, 31))
    assert standing([refused(day)], day, *october) is not None
    assert standing([refused(day)], date(2025, 10, 15), *october) is None
