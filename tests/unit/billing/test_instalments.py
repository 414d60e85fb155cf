"""An instalment agreement is judged by its parts, by the bills beside it and by the money that came."""

from datetime import date

import pytest

from services.billing.rules.instalments import must_be_offered, required, state
from tests.support.facts import calendar, policy

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


@pytest.mark.parametrize(
    ("charged", "year_ago", "offered"),
    [
        (125_00, 100_00, False),
        (125_01, 100_00, True),
        (500, 0, False),
        (2, 1, True),
        (500, -100, False),
        (0, 100, False),
    ],
)
def test_instalments_are_offered_above_a_quarter_more_than_a_year_ago(
    charged: int, year_ago: int, offered: bool
) -> None:
    """П. 72: «превысит более чем на 25 процентов»."""
    assert must_be_offered(charged, year_ago, policy("2026-10")) is offered


def test_the_limit_of_an_offer_is_a_number_of_the_policy() -> None:
    changed = calendar(instalment_offer_percent=[{"since": "2000-01-01", "value": 50}])
    assert not must_be_offered(150_00, 100_00, changed(date(2026, 10, 1)))
    assert must_be_offered(150_01, 100_00, changed(date(2026, 10, 1)))
