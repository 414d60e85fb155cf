"""Acts at their borders: nothing to take off, the ends of months, several refusals; who may get kWh back."""

from dataclasses import replace
from datetime import date

import pytest

from services.billing.rules.acts import quality, refusal, tampering
from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.settlement.returning import may_return
from tests.support.account_charges import home, meter, reading, register
from tests.support.facts import policy

OCTOBER = "2025-10", date(2025, 10, 1), date(2025, 10, 31)
POLICY = policy("2025-10")


def act(kind: str = "access_refused", day: date = date(2025, 10, 14), **details: object) -> Act:
    return Act(kind=kind, happened_on=day, details=details)


@pytest.mark.req("S6")
@pytest.mark.parametrize("charged", [0, -50_000])
def test_of_no_payment_bad_quality_takes_nothing_off(charged: int) -> None:
    """П. 98: a part of the payment, which a month that gives back has not."""
    assert quality.reduction(act("quality", hours=2_000), charged, POLICY) == 0


@pytest.mark.req("S6")
def test_bad_quality_counts_by_hours_where_both_are_stated() -> None:
    """10 h × 0,15 %; the whole payment is the most."""
    assert quality.reduction(act("quality", hours=10, percent=50), 100_000, POLICY) == 1_500
    assert quality.reduction(act("quality", percent=100), 100_000, POLICY) == 100_000
    assert quality.reduction(act("quality", percent="100.1"), 100_000, POLICY) == 100_000
    assert quality.reduction(act("quality", percent=0), 100_000, POLICY) == 0


@pytest.mark.req("S6")
@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2025, 12, 31), date(2025, 9, 30)),
        (date(2025, 10, 31), date(2025, 7, 31)),
        (date(2025, 5, 31), date(2025, 2, 28)),
        (date(2025, 10, 1), date(2025, 7, 1)),
    ],
)
def test_three_months_back_from_the_end_of_a_month_is_the_end_of_a_shorter_one(day: date, first: date) -> None:
    """П. 62."""
    assert tampering.days_of(act("tampering", day), POLICY) == (first, day)
    assert tampering.days_of(act("tampering", day, since=day.isoformat()), POLICY) == (day, day)


@pytest.mark.req("S6")
def test_refusals_stand_in_the_order_of_their_days_whatever_the_order_of_their_records() -> None:
    later, earlier = act(day=date(2025, 10, 20)), act(day=date(2025, 8, 5))
    found = refusal.standing([later, act("sealing", date(2025, 7, 1)), earlier], None, *OCTOBER)
    assert found == refusal.Refusal(date(2025, 8, 5), (earlier, later), 3)
    assert refusal.standing([act("sealing")], None, *OCTOBER) is None


@pytest.mark.req("S6")
def test_two_acts_of_one_day_are_one_refusal() -> None:
    """П. 60(3) raises the norm from the second refusal on, which is another day's."""
    day = date(2025, 10, 14)

    def raised(*days: date, months: int = 1) -> bool:
        return refusal.raised(refusal.Refusal(day, tuple(act(day=one) for one in days), months), POLICY)

    assert not raised(day, day)
    assert raised(day, date(2025, 10, 15))
    assert [raised(day, months=months) for months in (3, 4)] == [False, True]


@pytest.mark.req("S6")
def test_a_register_with_days_too_old_to_charge_may_return_whatever_it_shows() -> None:
    barred = replace(register(1_000), barred=(date(2022, 1, 1), date(2022, 3, 31)))
    account = AccountInput(
        home=home(),
        missed=0,
        registers=[register(1_000, zone="day"), barred],
        devices=[meter()],
        readings=[reading(9_000, date(2025, 10, 20))],
    )
    assert may_return(account)
    assert not may_return(replace(account, registers=[register(1_000)]))
    assert not may_return(replace(account, readings=[]))
