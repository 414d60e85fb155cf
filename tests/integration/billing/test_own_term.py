"""A new owner sees nothing of the former one: bills with that name, months, payments, consumption (152-ФЗ)."""

from datetime import UTC, date, datetime

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.billing import BillKey
from contracts.wire import AccountRef, AccountRefs, Interval
from tests.integration.billing.test_owners import change
from tests.support.billing_town import ONE, TWO, Town, paid, read

pytestmark = pytest.mark.req("S4", "M4.1.12")
ALL = Interval(account_number=ONE, since=date(2024, 1, 1), until=date(2027, 12, 31))


@pytest.fixture
def sold(town: Town) -> Town:
    """The former owner paid in October and has October's bill; the flat is another person's since 3 November."""
    town.hear(paid(50_000, datetime(2026, 10, 12, 9, tzinfo=UTC)))
    town.run()
    town.publish()
    change(town)
    return town


def seen(town: Town, role: str = "customer") -> tuple[list[str], list[str], list[str], int, set[str]]:
    """Bills, months of «Расчеты», days of money, entries of «Хронология», months of consumption."""
    with entered(Context(caller=Caller("9", role, frozenset({ONE, TWO})))):
        billing = town.billing
        return (
            [bill.period for bill in billing.list_bills(AccountRef(account_number=ONE)).bills],
            [row.period for row in billing.list_settlements(ALL).settlements],
            [f"{credit.paid_on}" for credit in billing.list_credits(ALL).credits],
            len(billing.get_timeline(ALL).entries),
            {month.period for month in billing.get_consumption(ALL).months},
        )


def test_the_new_owner_begins_with_nothing_and_staff_see_all(sold: Town) -> None:
    assert seen(sold) == ([], [], [], 0, set())
    bills, months, money, entries, consumption = seen(sold, "operator")
    assert bills == ["2026-10"] and "2026-10" in months and money == ["2026-10-12"]
    assert entries > 3 and "2026-09" in consumption
    with entered(Context(caller=Caller("9", "customer", frozenset({ONE})))):
        overview = sold.overview()
        assert (overview.bill, overview.paid_for_bill_kopecks, overview.due_kopecks) == (None, 0, 0)
        for call in (sold.billing.get_bill, sold.billing.explain_bill):
            with pytest.raises(Refusal) as refused:
                call(BillKey(account_number=ONE, period="2026-10", revision=None))
            assert refused.value.code == "bill_not_found"


def test_what_comes_after_the_change_is_the_new_owner_s(sold: Town) -> None:
    sold.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    sold.load(readings=[read(12_700, "2026-11-20")])
    sold.hear(paid(70_000, datetime(2026, 12, 1, 9, tzinfo=UTC), "p-2"))
    sold.run("2026-11")
    sold.publish("2026-11")
    bills, months, money, entries, consumption = seen(sold)
    assert (bills, consumption, money) == (["2026-11"], {"2026-11"}, ["2026-12-01"])
    assert months == ["2026-12", "2026-11"] and entries == 2
    with entered(Context(caller=Caller("9", "customer", frozenset({ONE})))):
        first = sold.billing.list_settlements(ALL).settlements[-1]
        due = sold.overview().due_kopecks - sold.overview().overpaid_kopecks
        bill = sold.billing.get_bill(BillKey(account_number=ONE, period="2026-11", revision=None))
        with pytest.raises(Refusal):
            sold.billing.explain_bill(BillKey(account_number=ONE, period="2026-11", revision=None))
        last = sold.billing.get_timeline(ALL).entries[-1].balance_kopecks
    assert (first.opening_kopecks, first.corrected_kopecks) == (0, 0), "the former owner's debt is none of his business"
    assert bill.subscriber.full_name == "Петров Пётр"
    assert last == due == bill.charged_kopecks - 70_000


def test_other_accounts_of_the_same_person_stay_whole(sold: Town) -> None:
    with entered(Context(caller=Caller("9", "customer", frozenset({ONE, TWO})))):
        mine, whole = sold.billing.get_overviews(AccountRefs(account_numbers=[ONE, TWO])).accounts
    assert mine.bill is None and whole.bill is not None
