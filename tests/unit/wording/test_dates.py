"""Days, months and moments in Russian, and Moscow's day."""

from datetime import UTC, date, datetime

import pytest

from wording import dates
from wording.moscow import MOSCOW, day_begins, moscow_day
from wording.numbers import NBSP

NEW_YEAR = datetime(2026, 12, 31, 21, 0, 1, tzinfo=UTC)


def test_the_day_begins_at_midnight_in_moscow() -> None:
    assert moscow_day(NEW_YEAR) == date(2027, 1, 1)
    assert moscow_day(date(2026, 5, 9)) == date(2026, 5, 9)
    begin = day_begins(date(2027, 1, 1))
    assert begin.tzinfo is MOSCOW and begin == datetime(2026, 12, 31, 21, tzinfo=UTC)


def test_a_day_keeps_its_number_with_its_month() -> None:
    assert dates.day(date(2026, 5, 9)) == f"9{NBSP}мая 2026"
    assert dates.day(NEW_YEAR) == f"1{NBSP}января 2027"
    assert dates.short_day(NEW_YEAR) == "01.01.2027"


@pytest.mark.parametrize(
    ("period", "text", "short"),
    [("2026-02", "февраль 2026", "фев 26"), ("2026-05", "май 2026", "май 26"), ("2027-09", "сентябрь 2027", "сен 27")],
)
def test_months(period: str, text: str, short: str) -> None:
    assert dates.month(period) == text
    assert dates.short_month(period).replace(NBSP, " ") == short


def test_moments_are_in_moscow_time_and_say_so_where_nothing_else_does() -> None:
    assert dates.clock_time(NEW_YEAR) == "00:00"
    assert dates.moment(NEW_YEAR) == f"1{NBSP}января 2027, 00:00"
    assert dates.moment_in_moscow(NEW_YEAR) == f"1{NBSP}января 2027, 00:00 (московское время)"
    assert dates.exact_moment(NEW_YEAR) == f"1{NBSP}января 2027, 00:00:01 (МСК)"
