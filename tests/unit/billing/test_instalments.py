"""An instalment agreement is judged by its parts, by the bills beside it and by the money that came."""

from datetime import date

import pytest

from services.billing.rules.instalments import required, state

pytestmark = pytest.mark.req("S4")
PARTS = [(date(2026, 12, 1), 1000), (date(2027, 1, 1), 1000)]
BILLS = [(date(2026, 12, 15), 300)]


@pytest.mark.parametrize(
    ("paid", "today", "said"),
    [
        (0, date(2026, 12, 1), "kept"),
        (999, date(2026, 12, 2), "broken"),
        (1000, date(2026, 12, 2), "kept"),
        (1000, date(2026, 12, 16), "broken"),
        (1300, date(2026, 12, 16), "kept"),
        (2000, date(2026, 12, 15), "fulfilled"),
        (2000, date(2026, 12, 16), "kept"),
        (2299, date(2027, 1, 2), "broken"),
        (2300, date(2027, 1, 2), "fulfilled"),
    ],
)
def test_state(paid: int, today: date, said: str) -> None:
    assert state(PARTS, BILLS, paid, today) == said


def test_the_last_day_is_still_in_time() -> None:
    assert [required(PARTS, BILLS, date(2026, 12, day)) for day in (1, 2, 15, 16)] == [0, 1000, 1000, 1300]
