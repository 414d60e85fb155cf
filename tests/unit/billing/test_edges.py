"""What a changed rule could get away with before: lines of raised norms, calendar borders, refusals by field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules import averages, charges, decomposition, due_dates, norms, periods, volumes
from services.billing.rules.charges import Line
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import decimal, kopecks
from services.billing.rules.tariffs import Tariff
from tests.support.facts import norm_table, policy

pytestmark = pytest.mark.req("S2")


def test_a_raised_norm_keeps_its_whole_line_and_the_vat_of_the_raised_sum() -> None:
    raised = charges.by_norm(75, Tariff({"one": (736,)}), 20, Decimal("1.5"))
    assert raised.lines == (
        Line(zone="one", tier=1, method="norm", volume=75, price=736, amount=55_200, excess=27_600),
    )
    assert (raised.volume, raised.amount, raised.vat) == (75, 82_800, 13_800)


@pytest.mark.parametrize(("period", "days"), [("2026-02", 28), ("2028-02", 29), ("2026-12", 31), ("2026-11", 30)])
def test_days_of_a_month(period: str, days: int) -> None:
    assert periods.days_in(period) == days


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026-07", date(2026, 8, 17)),  # from Saturday
        ("2026-10", date(2026, 11, 16)),  # from Sunday
        ("2026-08", date(2026, 9, 15)),  # Tuesday
        ("2025-12", date(2026, 1, 12)),  # from Saturday the 10th, after the holidays of New Year
        ("2026-01", date(2026, 2, 10)),
    ],
)
def test_a_due_day_moves_from_a_day_off_to_the_next_working_day(period: str, due: date) -> None:
    assert due_dates.due_day(period, policy(period)) == due
    assert due_dates.due_day(period, replace(policy(period), shift_due=False)) == due_dates.due_day(
        period, replace(policy(period), shift_due=False), issued_on=date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (8, date(2027, 1, 11)),  # a Friday that is a holiday
        (20, date(2027, 1, 20)),
    ],
)
def test_holidays_move_the_day_too(day: int, due: date) -> None:
    assert due_dates.due_day("2026-12", replace(policy("2026-12"), due_day=day)) == due


@pytest.mark.parametrize(
    ("period", "due_on", "due"),
    [
        ("2027-01", 20, date(2027, 2, 20)),  # a Saturday on which the country works, for Monday the 22nd
        ("2027-01", 21, date(2027, 2, 24)),  # a Sunday, then a day off that was moved there, then a holiday
    ],
)
def test_days_that_the_government_moved_count_as_it_moved_them(period: str, due_on: int, due: date) -> None:
    assert due_dates.due_day(period, replace(policy(period), due_day=due_on)) == due


@pytest.mark.parametrize(
    ("issued_on", "due"),
    [
        (date(2026, 11, 5), date(2026, 11, 16)),
        (date(2026, 11, 10), date(2026, 11, 16)),
        (date(2026, 11, 29), date(2026, 12, 4)),
        (date(2026, 12, 1), date(2026, 12, 7)),  # the fifth day is a Sunday
    ],
)
def test_a_late_bill_is_due_five_days_after_it_is_out(issued_on: date, due: date) -> None:
    assert due_dates.due_day("2026-10", policy("2026-10"), issued_on) == due


@pytest.mark.parametrize(("rooms", "persons"), [(0, 1), (1, 0)])
def test_a_norm_of_nobody_or_of_nothing_is_refused(rooms: int, persons: int) -> None:
    with pytest.raises(BadInputError) as refused:
        norms.norm_for(norm_table(), "gas", rooms, persons)
    assert refused.value.field == "norms"


@pytest.mark.parametrize("value", [None, "x", "NaN", 1.5])
def test_a_refusal_carries_field_and_remedy(value: object) -> None:
    with pytest.raises(BadInputError) as refused:
        decimal(value, "norm")
    assert refused.value.field == "norm" and refused.value.remedy.startswith("must be")
    assert str(refused.value) == f"norm: {refused.value.remedy}"
    with pytest.raises(BadInputError) as refused:
        kopecks("1.005", "tariff.one[0]")
    assert (refused.value.field, refused.value.remedy) == ("tariff.one[0]", "must have at most two decimals")


def test_several_meters_pass_zero_each_by_its_own_digits() -> None:
    assert volumes.replaced([(99_990, 10, 5), (9_995, 5, 4)]) == 30
    assert volumes.between_checked(10, 10, 5) == 0


def test_half_of_the_scale_is_still_consumption() -> None:
    assert volumes.between_checked(60_000, 10_000, 5) == 50_000
    assert volumes.between_checked(59_999, 10_000, 5) == -49_999


def test_three_months_are_enough_for_an_average_and_two_are_not() -> None:
    assert [averages.average([100] * months, policy("2026-10")) for months in (2, 3)] == [None, 100]


def test_a_bill_of_no_days_explains_without_dividing() -> None:
    empty = _bill({"one": 0}, 0, days=0)
    full = _bill({"one": 10}, 7_000)
    assert [(part.cause, part.amount) for part in decomposition.explain(empty, full)] == [("volume", 7_000)]


def test_a_bill_after_a_month_without_lines_explains_its_volume() -> None:
    empty = _bill({}, 0)
    full = _bill({"one": 10}, 7_000)
    assert [(part.cause, part.amount) for part in decomposition.explain(empty, full)] == [("volume", 7_000)]
    assert decomposition.explain(empty, empty) == ()


def _bill(volumes: dict[str, int], charged: int, days: int = 30) -> decomposition.BillFacts:
    tariff = Tariff({"one": (700,)})
    return decomposition.BillFacts(volumes=volumes, tariff=tariff, days=days, method="metered", charged=charged)
