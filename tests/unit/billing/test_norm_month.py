"""A month by the norm with a change of persons and with temporary absence (B28, B29; ПП РФ 354, п. 86-91)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.account_input import Home
from services.billing.rules.charge.days import open_days
from services.billing.rules.charge.norm_month import norm_kwh
from services.billing.rules.charge.rate_book import RateBook
from tests.support.facts import CASES, norm_table, policy

pytestmark = pytest.mark.req("S2")
NOVEMBER = RateBook("2025-11", policy("2025-11"), {}, norm_table())
PAIR = Home(
    number="180111114",
    rooms=1,
    persons=2,
    stove="gas",
    group="city_gas",
    heating=False,
    multiplier=Decimal(1),
    opened_on=date(2015, 1, 1),
    closed_on=None,
)
ALONE = replace(PAIR, persons=1)


def away(first: int, last: int, persons: int = 1) -> tuple[date, date, int]:
    return date(2025, 11, first), date(2025, 11, last), persons


def kwh(home: Home, **changes: object) -> int:
    changed = replace(home, **changes)  # type: ignore[arg-type]
    return norm_kwh(changed, NOVEMBER, open_days(changed, NOVEMBER), with_absences=True)


@pytest.mark.case("B28")
def test_b28_a_third_person_from_the_sixteenth() -> None:
    assert kwh(PAIR, residents=[(date(2025, 11, 16), 3)]) == CASES["B28"].volume == 100


@pytest.mark.case("B29")
def test_b29_twelve_full_days_of_absence() -> None:
    assert kwh(ALONE, absences=[away(5, 16)]) == CASES["B29"].volume == 45


def test_changes_before_the_month_hold_for_all_of_it_and_later_ones_not_at_all() -> None:
    assert kwh(PAIR, residents=[(date(2025, 3, 1), 1), (date(2025, 11, 1), 3), (date(2025, 12, 1), 5)]) == 108
    assert kwh(PAIR, residents=[(date(2025, 12, 1), 5), (date(2025, 12, 9), 1)]) == 92


def test_an_account_opened_within_the_month_counts_from_its_day() -> None:
    opened = {"opened_on": date(2025, 11, 11), "residents": [(date(2025, 11, 21), 3)]}
    assert kwh(PAIR, **opened) == round((92 * 10 + 108 * 10) / 30)


def test_five_full_days_are_too_short_and_a_long_absence_counts_by_its_days_in_the_month() -> None:
    assert [kwh(ALONE, absences=[away(5, last)]) for last in (9, 10)] == [75, 60]
    assert kwh(ALONE, absences=[(date(2025, 10, 20), date(2025, 11, 2), 1)]) == 70


def test_who_is_away_is_not_more_than_who_is_registered() -> None:
    assert kwh(PAIR, absences=[away(1, 30)]) == 46
    assert kwh(PAIR, absences=[away(1, 30, persons=9)]) == 0
    assert kwh(PAIR, absences=[away(1, 30, persons=0)]) == 92
    assert kwh(PAIR, absences=[away(1, 30, persons=2), away(2, 29, persons=2)]) == 0


def test_where_a_meter_can_be_installed_absence_changes_nothing() -> None:
    assert kwh(ALONE, absences=[away(5, 16)], multiplier=Decimal("1.5")) == 75
    assert norm_kwh(replace(ALONE, absences=[away(5, 16)]), NOVEMBER, [(1, 30)], with_absences=False) == 75


def test_an_account_that_opens_after_the_month_has_no_norm_in_it() -> None:
    later = {"opened_on": date(2025, 12, 10), "residents": [(date(2025, 12, 20), 3)]}
    assert kwh(PAIR, **later) == 0
