"""An overpayment goes back by an order that two persons release; a payment moves to the account it was meant for."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.audit import AuditQuery
from contracts.billing import (
    PaymentTransfer,
    Payout,
    PayoutExport,
    PayoutPaid,
    PayoutRef,
    PayoutRefused,
    PayoutRequest,
    PayoutsQuery,
    TransferDone,
)
from contracts.wire import Interval
from tests.support.billing_town import ONE, TWO, Town, paid

pytestmark = pytest.mark.req("S4")
SECOND = Caller("8", "accountant")
OVERPAID = 100_000


@pytest.fixture
def overpaid(town: Town) -> Town:
    town.hear(paid(town.overview().due_kopecks + OVERPAID, datetime(2026, 11, 5, 5, tzinfo=UTC)))
    assert town.overview().overpaid_kopecks == OVERPAID
    return town


def wish(kopecks: int = OVERPAID, key: str = "payout-0001", **more: str) -> PayoutRequest:
    given = {
        "account_number": ONE,
        "recipient": "Иванова Мария",
        "bank_account": "40817810099910004312",
        "bik": "044525225",
        "bank_name": "ПАО Сбербанк",
        "application": "№ 12 от 03.11.2026",
    } | more
    return PayoutRequest.model_validate(given | {"amount_kopecks": kopecks, "idempotency_key": key})


def request(town: Town, wanted: PayoutRequest | None = None) -> Payout:
    with town.as_accountant():
        return town.billing.request_payout(wanted or wish())


def approve(town: Town, payout: Payout, who: Caller = SECOND) -> Payout:
    with entered(Context(caller=who)):
        return town.billing.approve_payout(PayoutRef(payout_id=payout.payout_id))


def pay(town: Town, payout: Payout, day: date = date(2026, 11, 5)) -> Payout:
    with town.as_accountant():
        return town.billing.record_payout(PayoutPaid(payout_id=payout.payout_id, paid_on=day, order_number="77"))


def test_an_overpayment_is_paid_out_once_and_stands_in_the_ledger(overpaid: Town) -> None:
    town = overpaid
    asked = request(town)
    assert request(town) == asked
    assert (asked.state, asked.requested_by, asked.full_name) == ("requested", "7", "Иванова Мария")
    approved = approve(town, asked)
    assert approve(town, asked) == approved
    assert (approved.state, approved.approved_by) == ("approved", "8")
    assert town.overview().overpaid_kopecks == OVERPAID, "only a payment of the bank changes the ledger"
    done = pay(town, asked)
    assert pay(town, asked) == done
    assert (done.state, done.paid_on, done.order_number) == ("paid", date(2026, 11, 5), "77")
    assert (town.overview().overpaid_kopecks, town.overview().due_kopecks) == (0, 0)
    assert town.rows("select kind, amount_kopecks from ledger where source = 'payout'") == [("refund", OVERPAID)]
    actions = [entry.action for entry in town.billing.list_audit(AuditQuery()).entries]
    assert actions == ["record_payout", "approve_payout", "request_payout"]


def test_who_requested_cannot_approve(overpaid: Town) -> None:
    asked = request(overpaid)
    with pytest.raises(Refusal, match="payout_not_possible"):
        approve(overpaid, asked, Caller("7", "accountant"))
    with pytest.raises(Refusal, match="payout_not_possible"):
        pay(overpaid, asked)


def test_no_more_goes_back_than_is_overpaid_and_not_promised(overpaid: Town) -> None:
    with pytest.raises(Refusal) as refused:
        request(overpaid, wish(OVERPAID + 1))
    assert refused.value.details == {"free_kopecks": OVERPAID}
    request(overpaid, wish(60_000))
    with pytest.raises(Refusal) as refused:
        request(overpaid, wish(40_001, "payout-0002"))
    assert refused.value.details == {"free_kopecks": 40_000}
    with pytest.raises(Refusal):
        request(overpaid, wish(1, "payout-0003", account_number=TWO))


def test_two_people_at_once_cannot_promise_the_same_money(overpaid: Town) -> None:
    """Each with a key of their own; and a payment that is moved by two goes once."""
    together = Barrier(2, timeout=60)

    def ask(key: str) -> object:
        together.wait()
        try:
            return request(overpaid, wish(OVERPAID, key))
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(copy_context().run, ask, f"payout-race-{n}") for n in range(2)]
        given = [future.result() for future in futures]
    assert sorted(type(one).__name__ for one in given) == ["Payout", "Refusal"]


def test_an_overpayment_that_has_gone_since_is_not_approved(overpaid: Town) -> None:
    asked = request(overpaid)
    overpaid.run()
    overpaid.publish()
    with pytest.raises(Refusal) as refused:
        approve(overpaid, asked)
    assert refused.value.field == "amount_kopecks"


def test_a_refused_order_frees_its_sum(overpaid: Town) -> None:
    asked = request(overpaid)
    refusal = PayoutRefused(payout_id=asked.payout_id, reason="реквизиты другого лица")
    with overpaid.as_accountant():
        refused = overpaid.billing.refuse_payout(refusal)
        assert overpaid.billing.refuse_payout(refusal) == refused
    assert (refused.state, refused.reason) == ("refused", "реквизиты другого лица")
    with pytest.raises(Refusal):
        approve(overpaid, asked)
    assert request(overpaid, wish(key="payout-0002")).state == "requested"


@pytest.mark.parametrize("day", [date(2026, 11, 4), date(2026, 11, 6)])
def test_the_bank_pays_after_the_approval_and_not_in_the_future(overpaid: Town, day: date) -> None:
    asked = request(overpaid)
    approve(overpaid, asked)
    with pytest.raises(Refusal) as refused:
        pay(overpaid, asked, day)
    assert refused.value.field == "paid_on"


def test_the_bank_gets_the_approved_orders_as_a_file(overpaid: Town) -> None:
    first = request(overpaid, wish(30_000, recipient='ООО "Ромашка"; =1+1'))
    request(overpaid, wish(20_000, "payout-0002"))
    approve(overpaid, first)
    with overpaid.as_accountant():
        file = overpaid.billing.export_payouts(PayoutExport())
        assert overpaid.billing.export_payouts(PayoutExport(district="181")).count == 0
        listed = overpaid.billing.list_payouts(PayoutsQuery(state="requested", account_number=ONE))
        rest = overpaid.billing.list_payouts(PayoutsQuery(after=listed.payouts[0].payout_id))
    assert (file.name, file.count) == ("payouts-all-2026-11-05.csv", 1)
    head, row, end = file.content.split("\r\n")
    assert head.startswith("payout;account_number;recipient;") and end == ""
    assert row.startswith(f'{first.payout_id};{ONE};"ООО ""Ромашка""; =1+1";40817810099910004312;044525225;')
    assert ";300.00;" in row
    assert [one.amount_kopecks for one in listed.payouts] == [20_000]
    assert [one.payout_id for one in rest.payouts] == [first.payout_id]


def test_an_order_that_does_not_exist_is_refused(town: Town) -> None:
    with town.as_accountant(), pytest.raises(Refusal, match="payout_not_found"):
        town.billing.approve_payout(PayoutRef(payout_id="none"))


def move(town: Town, credit: str, to: str = TWO, key: str = "transfer-1") -> TransferDone:
    with town.as_accountant():
        return town.billing.transfer_payment(
            PaymentTransfer(
                account_number=ONE, credit=credit, to_account=to, ground="ошибка в номере счёта", idempotency_key=key
            )
        )


def test_a_payment_moves_whole_to_the_account_that_it_was_meant_for(town: Town) -> None:
    town.hear(paid(5_000, datetime(2026, 11, 4, 9, tzinfo=UTC)))
    one, two = town.overview().due_kopecks, town.overview(TWO).due_kopecks
    days = Interval(account_number=ONE, since=date(2026, 11, 1), until=date(2026, 11, 5))
    (credit,) = town.billing.list_credits(days).credits
    done = move(town, credit.id)
    assert move(town, credit.id) == done
    assert (done.amount_kopecks, done.paid_on) == (5_000, date(2026, 11, 4))
    assert (done.taken.before_kopecks, done.taken.after_kopecks) == (one, one + 5_000)
    assert (done.given.before_kopecks, done.given.after_kopecks) == (two, two - 5_000)
    assert (town.overview().due_kopecks, town.overview(TWO).due_kopecks) == (one + 5_000, two - 5_000)
    assert [one.amount_kopecks for one in town.billing.list_credits(days).credits] == [-5_000, 5_000]
    with pytest.raises(Refusal) as refused:
        move(town, credit.id, key="transfer-2")
    assert "уже вернули или перенесли" in refused.value.message


@pytest.mark.parametrize(("credit", "to"), [("999999", TWO), ("x", TWO), ("1", ONE)])
def test_what_is_no_payment_of_the_account_does_not_move(town: Town, credit: str, to: str) -> None:
    with pytest.raises(Refusal, match="transfer_not_possible"):
        move(town, credit, to)
