"""Figures and dates as people in Russia write them."""

from datetime import UTC, date, datetime

import pytest

from services.billing.printer import form_words
from wording.accounts import account
from wording.dates import exact_moment, month
from wording.money import amount


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [(0, "0,00"), (5, "0,05"), (-5, "−0,05"), (174720, "1 747,20"), (-123456789, "−1 234 567,89")],
)
def test_money(kopecks: int, text: str) -> None:
    assert amount(kopecks).replace("\u00a0", " ") == text


def test_a_moment_is_told_in_moscow_time() -> None:
    written = exact_moment(datetime(2026, 12, 31, 21, 0, 1, tzinfo=UTC)).replace("\u00a0", " ")
    assert written == "1 января 2027, 00:00:01 (МСК)"


def test_days_and_months() -> None:
    assert form_words.day(date(2026, 5, 9)).replace("\u00a0", " ") == "9 мая 2026"
    assert form_words.day(None) == "—"
    assert month("2026-02") == "февраль 2026"


def test_account_and_reading_keep_their_zeros() -> None:
    assert account("001002003") == "(001)002003"
    assert form_words.reading(42, 5) == "00042"
    assert form_words.reading(None, 5) == "—"
