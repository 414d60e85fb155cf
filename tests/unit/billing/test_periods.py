"""Billing periods: calendar months and their neighbours."""

from datetime import date

import pytest

from services.billing.rules.periods import (
    days_in,
    first_day,
    last_day,
    month_of_quarter,
    months_back,
    months_from,
    next_period,
    period_of,
    previous_period,
    year_before,
)

pytestmark = pytest.mark.req("S2")


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        ("2025-12", "2025-11", "2026-01"),
        ("2026-01", "2025-12", "2026-02"),
        ("2026-10", "2026-09", "2026-11"),
    ],
)
def test_the_months_beside_a_month(period: str, before: str, after: str) -> None:
    assert (previous_period(period), next_period(period)) == (before, after)
    assert next_period(before) == previous_period(after) == period


def test_a_month_has_its_days() -> None:
    assert (first_day("2024-02"), last_day("2024-02"), days_in("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29), 29)
    assert {period_of(first_day("2026-02")), period_of(last_day("2026-02"))} == {"2026-02"}


def test_periods_apart() -> None:
    assert [months_from("2025-11", later) for later in ("2025-11", "2026-02")] == [0, 3]
    assert months_back("2026-02", 3) == "2025-11"


def test_a_month_has_its_place_in_the_quarter() -> None:
    assert [month_of_quarter(f"2026-{month:02d}") for month in range(1, 13)] == [1, 2, 3] * 4
    assert year_before("2026-03") == "2025-03"
