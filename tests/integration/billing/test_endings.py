"""An account that is closed with a debt: bills and penalties go on until its money is settled (C12)."""

from datetime import UTC, datetime

import pytest

from contracts.billing import Correction
from tests.support.billing_town import BARE, ONE, TWO, Town, account, paid

pytestmark = pytest.mark.req("S4", "S6")
DAYS = {
    "2026-10": datetime(2026, 11, 5, 6, tzinfo=UTC),
    "2026-11": datetime(2026, 12, 5, 6, tzinfo=UTC),
    "2026-12": datetime(2027, 1, 5, 6, tzinfo=UTC),
    "2027-01": datetime(2027, 2, 5, 6, tzinfo=UTC),
}
BILLS = "select period from bills where account_number = '180111111' order by period"


@pytest.fixture
def closed(town: Town) -> Town:
    """The household leaves on 31 October and owes half a year; its last month is billed."""
    town.load(accounts=[account(closed_on="2026-10-31"), account(TWO), account(BARE, persons=1, rooms=1)])
    month(town, "2026-10")
    return town


def month(town: Town, period: str) -> int:
    """Run and publish; the accounts of the run."""
    town.clock.moment = DAYS[period]
    state = town.run(period)
    assert state.exceptions.get("not_charged") is None
    town.publish(period)
    return state.accounts_total


def test_a_debt_keeps_bills_and_penalties_coming(closed: Town) -> None:
    last = closed.bill()
    assert month(closed, "2026-11") == 3
    november = closed.bill(period="2026-11")
    assert (november.charged_kopecks, november.lines, november.meters) == (0, [], [])
    assert november.total_kopecks == november.opening_kopecks == last.total_kopecks
    assert november.penalty and november.penalty.charged_kopecks > 0
    assert last.penalty and november.debts.penalty_kopecks == (
        last.debts.penalty_kopecks + november.penalty.charged_kopecks
    )
    month(closed, "2026-12")
    assert closed.bill(period="2026-12").penalty


def test_the_last_payment_reaches_a_bill_and_then_there_are_none(closed: Town) -> None:
    due = closed.overview().due_kopecks
    closed.hear(paid(due, datetime(2026, 11, 20, 9, tzinfo=UTC)))
    month(closed, "2026-11")
    november = closed.bill(period="2026-11")
    assert (november.paid_kopecks, november.total_kopecks) == (due, 0)
    assert month(closed, "2026-12") == 2
    assert closed.rows(BILLS) == [("2026-10",), ("2026-11",)]


def test_a_correction_after_the_end_reaches_a_bill(closed: Town) -> None:
    closed.hear(paid(closed.overview().due_kopecks, datetime(2026, 11, 20, 9, tzinfo=UTC)))
    month(closed, "2026-11")
    month(closed, "2026-12")
    closed.clock.moment = datetime(2027, 1, 20, 6, tzinfo=UTC)
    with closed.as_accountant():
        effect = closed.billing.post_correction(
            Correction(
                account_number=ONE, amount_kopecks=12_345, ground="акт сверки № 4", idempotency_key="correction-9"
            )
        ).effect
    assert effect and effect.period == "2027-01"
    assert month(closed, "2027-01") == 3
    bill = closed.bill(period="2027-01")
    assert (bill.opening_kopecks, bill.recalculated_kopecks, bill.total_kopecks) == (0, 12_345, 12_345)
    assert closed.overview().due_kopecks == 12_345


def test_an_overpayment_keeps_the_account_in_the_bills_until_it_is_returned(closed: Town) -> None:
    closed.hear(paid(closed.overview().due_kopecks + 500, datetime(2026, 11, 20, 9, tzinfo=UTC)))
    month(closed, "2026-11")
    assert month(closed, "2026-12") == 3
    assert closed.bill(period="2026-12").total_kopecks == -500
