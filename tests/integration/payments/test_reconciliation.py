"""The day in three books: what agrees is counted, what differs is reported to a person and left as it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from chassis.errors import Refusal
from contracts import payments as p
from contracts import registers as c
from contracts.billing import LedgerLine, LedgerPosted
from services.payments.copies.ledger_lines import remember_lines
from services.payments.reconciliation.reconcile_day import reconcile_day, reconcile_due
from services.payments.reconciliation.reports import get_reconciliation, list_reconciliations
from services.payments.refunds.refund_payment import refund_payment
from services.payments.review.count_waiting import count_waiting
from services.payments.statements.take_statement import take_statement
from services.payments.status.inquire import inquire
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.bank_process import eventually
from tests.support.register_files import acquirer
from wording.moscow import MOSCOW, day_begins

pytestmark = pytest.mark.req("B3")


def paid(house: House, amount: int, posted: int | None = -1) -> str:
    """A paid payment whose credit the ledger has (`posted` kopecks, None for none)."""
    payment_id = house.start(amount).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    if posted is not None:
        post(house, "payment", payment_id, amount if posted < 0 else posted)
    return payment_id


def post(house: House, source: str, reference: str, kopecks: int) -> None:
    line = LedgerLine(
        source=source, reference=reference, account_number=ACCOUNT, amount_kopecks=kopecks, period="2026-11",
        occurred_at=datetime.now(UTC),
    )  # fmt: skip
    with house.call.transaction() as work:
        remember_lines(work, LedgerPosted(lines=[line]))


def report(house: House) -> c.Reconciliation:
    with house.by("accountant-1").transaction() as work:
        return reconcile_day(work, c.ReconciliationDay(day=today()))


def today() -> date:
    return datetime.now(MOSCOW).date()


def register(house: House, *operations: tuple[str, str, int], name: str = "acquiring1.csv") -> None:
    rows = [(kind, house.payment(order) if "-" in order else order, kopecks) for kind, order, kopecks in operations]
    take_statement(house.by("accountant-1"), acquirer(f"{today():%d.%m.%Y}", *rows, name=name))


def kinds(found: c.Reconciliation) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.what, one.payment_id) for one in found.differences]


def test_what_agrees_in_all_three_books_is_counted(house: House) -> None:
    first, second = paid(house, 1000), paid(house, 2000)
    register(house, ("Оплата", first, 1000), ("Оплата", second, 2000))
    found = report(house)
    assert (found.matched, found.matched_kopecks, found.registers, found.differences) == (2, 3000, 1, [])
    assert found.bank_kopecks == found.ours_kopecks == found.ledger_kopecks == 3000


@pytest.mark.case("C22")
def test_every_kind_of_difference_is_told_with_what_to_do(house: House) -> None:
    house.bank.fault("callback", "lost")
    unseen = house.start(300, account_number="180222222").payment_id
    house.bank.pay(house.bank_order(unseen))
    missing_there, twice, other = paid(house, 1100), paid(house, 1200), paid(house, 1300)
    unposted, differently = paid(house, 1400, posted=None), paid(house, 1500, posted=1501)
    register(
        house,
        ("Оплата", unseen, 300), ("Оплата", twice, 1200), ("Оплата", twice, 1200), ("Оплата", other, 1301),
        ("Оплата", unposted, 1400), ("Оплата", differently, 1500), ("Оплата", "nobody", 77),
    )  # fmt: skip
    found = report(house)
    assert sorted(kinds(found), key=str) == sorted(
        [
            ("missing_here", "payment", unseen), ("missing_there", "payment", missing_there),
            ("repeated_there", "payment", twice), ("amount_differs", "payment", other),
            ("not_in_ledger", "payment", unposted), ("ledger_differs", "payment", differently),
            ("missing_here", "payment", None),
        ],
        key=str,
    )  # fmt: skip
    assert all(one.advice for one in found.differences)
    assert {one.place.split(":")[0] for one in found.differences if one.place} == {"acquiring1.csv"}
    assert house.state(unseen) == "awaiting_bank", "nothing is put right silently"
    assert inquire(house.call, unseen, "accountant-1").state == "paid"


@pytest.mark.case("C21")
def test_a_late_reversal_is_found_in_the_register_and_then_at_the_bank(house: House) -> None:
    payment_id = paid(house, 1000)
    house.doorstep.call = None
    house.bank.reverse_by_bank(house.bank_order(payment_id))
    register(house, ("Оплата", payment_id, 1000), ("Отмена", payment_id, 1000))
    assert kinds(report(house)) == [("missing_here", "refund", payment_id)]
    assert inquire(house.call, payment_id, "accountant-1").state == "reversed"
    assert kinds(report(house)) == [("not_in_ledger", "refund", payment_id)]


@pytest.mark.req("M4.1.11")
def test_refunds_are_compared_too(house: House) -> None:
    payment_id = paid(house, 1000)
    asked = p.RefundRequest(payment_id=payment_id, amount_kopecks=300, reason="ошибка", idempotency_key="refund-key-1")
    refund = refund_payment(house.by("accountant-1"), asked)
    register(house, ("Оплата", payment_id, 1000))
    assert kinds(report(house)) == [("missing_there", "refund", payment_id), ("not_in_ledger", "refund", payment_id)]
    post(house, "refund", refund.refund_id, -300)
    register(house, ("Возврат", payment_id, 300), name="acquiring2.csv")
    found = report(house)
    assert (found.differences, found.matched_kopecks) == ([], 700)


def test_without_a_register_the_bank_is_not_said_to_miss_anything(house: House) -> None:
    paid(house, 1000)
    found = report(house)
    assert (found.registers, found.differences, found.matched) == (0, [], 1)


def test_the_timer_compares_yesterday_each_morning_and_again_when_a_register_comes(house: House) -> None:
    payment_id = paid(house, 1000)
    assert reconcile_due(house.call) == 0, "today is not over"
    tomorrow = day_begins(today() + timedelta(days=1)) + timedelta(hours=7)
    house.clock.ahead = tomorrow.astimezone(UTC) - datetime.now(UTC)
    assert reconcile_due(house.call) == 1
    assert reconcile_due(house.call) == 0
    house.pass_time(minutes=5)
    register(house, ("Оплата", payment_id, 999))
    assert reconcile_due(house.call) == 1
    with house.call.reading() as work:
        kept = get_reconciliation(work, c.ReconciliationDay(day=today()))
        assert (kinds(kept), kept.made_by) == ([("amount_differs", "payment", payment_id)], "timer")
        (line,) = list_reconciliations(work, c.ReconciliationQuery()).days
        assert (line.day, line.differences, line.registers) == (today(), 1, 1)
        with pytest.raises(Refusal, match="reconciliation_not_found"):
            get_reconciliation(work, c.ReconciliationDay(day=today() - timedelta(days=1)))
    count_waiting(house.call)
    assert REGISTRY.get_sample_value("cabinet_reconciliation_differences") == 1
    assert (REGISTRY.get_sample_value("cabinet_reconciliation_difference_oldest_age_seconds") or 0) > 24 * 3600
    house.pass_time(days=1)
    assert reconcile_due(house.call) == 2, "a day with differences is looked at every morning, and the new day"
