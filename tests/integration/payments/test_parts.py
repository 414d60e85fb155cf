"""One order for several accounts: each gets its own to the kopeck, goes back by itself, and has one open order."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from contracts.registers import ReconciliationDay
from contracts.wire import AccountsInterval, ZoneValue
from services.payments.copies.models import KnownAccount, LedgerLineRow
from services.payments.reconciliation.reconcile_day import reconcile_day
from services.payments.review.restore_orphan import look_at_orphan, restore_orphan
from services.payments.screens.follow import follow_payment
from services.payments.screens.lists import list_payments
from services.payments.screens.open_payment import get_payment
from services.payments.screens.trace import trace_payment
from tests.integration.payments.conftest import ACCOUNT, House
from tests.integration.payments.test_restoring import forget, wish  # noqa: F401 - a fixture
from tests.support.bank_process import eventually
from wording.moscow import moscow_day

pytestmark = [pytest.mark.req("B14"), pytest.mark.req("B3")]
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)
DACHA, GARAGE = "180111112", "180111113"
SUMS = {ACCOUNT: 10_001, DACHA: 20_002, GARAGE: 1}


def part(number: str, kopecks: int, value: int | None = None) -> c.PartRequest:
    readings = None if value is None else [ZoneValue(zone="one", value=value)]
    return c.PartRequest(account_number=number, address=f"адрес {number}", amount_kopecks=kopecks, readings=readings)


def begun(house: House, key: str | None = None, **more: Any) -> c.PaymentStarted:
    further = [part(DACHA, SUMS[DACHA], 777), part(GARAGE, SUMS[GARAGE])]
    return house.start(SUMS[ACCOUNT], key, **{"further": further} | more)


def paid(house: House, **more: Any) -> str:
    payment_id = begun(house, **more).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    return payment_id


def told(house: House, payment_id: str, kind: str) -> list[dict[str, Any]]:
    """The bodies of the events of this kind about the payment, in order."""
    with house.call.database.reading() as session:
        rows = session.execute(text("select type, body from outbox order by seq")).all()
    bodies = [json.loads(row.body) for row in rows if kind in row.type]
    return [body for body in bodies if body["payment_id"] == payment_id]


def now() -> datetime:
    return datetime.now(UTC)


def seen(house: House, caller: Caller, payment_id: str) -> c.Payment:
    return get_payment(replace(house.call, caller=caller), c.PaymentRef(payment_id=payment_id))


@both
def test_one_order_is_told_once_for_each_account(house: House) -> None:
    payment_id = paid(house)
    (order,) = house.bank.book(payment_id)
    assert order["deposited"] == sum(SUMS.values())
    events = told(house, payment_id, "payment_succeeded")
    assert {one["account_number"]: one["amount_kopecks"] for one in events} == SUMS
    assert len(events) == len({one["credit_id"] for one in events}) == 3
    assert events[0]["credit_id"] == payment_id, "an order of one part keeps its number"
    readings = {one["account_number"]: one["readings"] for one in events}
    assert [values and values[0]["value"] for values in readings.values()] == [12345, 777, None]
    assert all({each["account_number"] for each in one["parts"]} == SUMS.keys() for one in events)


def test_the_same_request_continues_the_order_and_another_one_closes_it(house: House) -> None:
    first = begun(house)
    assert begun(house, "pressed-again").payment_id == first.payment_id
    alone = house.start(500, account_number=GARAGE)
    assert alone.payment_id != first.payment_id
    assert house.state(first.payment_id) == "cancelled", "an account has one open order, also in an order of several"
    again = begun(house)
    assert house.state(alone.payment_id) == "cancelled"
    other = house.start(700, account_number="180111119")
    assert house.state(again.payment_id) == "awaiting_bank" == house.state(other.payment_id)


def test_an_open_order_of_any_account_is_closed_when_that_account_was_paid(house: House) -> None:
    moved = "update payments set session_ends_at = session_ends_at + make_interval(mins => :minutes) where id = :id"
    several = begun(house).payment_id
    with house.call.database.transaction() as session:
        session.execute(text(moved), {"minutes": -30, "id": several})
    alone = house.start(600, account_number=GARAGE).payment_id
    with house.call.database.transaction() as session:
        session.execute(text(moved), {"minutes": 30, "id": several})
    house.bank.pay(house.bank_order(alone))
    eventually(lambda: house.state(alone) == "paid")
    house.poll()
    assert house.state(several) == "expired"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"further": [part(ACCOUNT, 100)]}, "bad_request"),
        ({"further": [part(DACHA, 100), part(DACHA, 100)]}, "bad_request"),
        (
            {"further": [c.PartRequest(account_number=DACHA, address="", amount_kopecks=1, readings=[])]},
            "readings_required",
        ),
        ({"further": [part(DACHA, 9_999_999)]}, "amount_out_of_limits"),
    ],
)
def test_what_cannot_be_one_order_is_refused_before_anything_is_kept(
    house: House, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        begun(house, **more)
    assert refused.value.code == code
    with house.call.database.reading() as session:
        assert session.execute(text("select count(*) from payments")).scalar_one() == 0


def test_who_sees_which_part(house: House) -> None:
    payment_id = begun(house).payment_id
    payer = house.call.caller
    assert [one.account_number for one in seen(house, payer, payment_id).parts] == list(SUMS), "their own payment"
    neighbour = Caller(user_id="user-2", role="customer", owns=frozenset({DACHA}))
    shown = seen(house, neighbour, payment_id)
    assert (shown.account_number, shown.amount_kopecks, len(shown.parts)) == (DACHA, SUMS[DACHA], 1)
    assert (shown.payment_url, shown.receipt_email) == (None, None)
    assert ACCOUNT not in shown.model_dump_json()
    stranger = Caller(user_id="user-3", role="customer", owns=frozenset({"180111119"}))
    with pytest.raises(Refusal, match="payment_not_found"):
        seen(house, stranger, payment_id)
    with house.call.database.transaction() as session:
        since = moscow_day(now()).replace(year=2100)
        session.add(KnownAccount(number=DACHA, open=True, version=1, owner_since=since))
    with pytest.raises(Refusal, match="payment_not_found"):
        seen(house, neighbour, payment_id)
    day = moscow_day(now())
    for caller, accounts, found in (
        (neighbour, [DACHA], 0),
        (payer, [ACCOUNT], 1),
        (house.by("s").caller, [GARAGE], 1),
    ):
        with replace(house.call, caller=caller).reading() as work:
            listed = list_payments(work, AccountsInterval(account_numbers=accounts, since=day, until=day))
        assert len(listed.payments) == found


def test_the_three_books_of_a_day_agree_for_each_account(house: House) -> None:
    payment_id = paid(house)
    events = told(house, payment_id, "payment_succeeded")
    day = ReconciliationDay(day=moscow_day(house.call.now))

    def compared() -> list[tuple[str, str | None]]:
        with house.by("accountant-1").transaction() as work:
            return [(one.kind, one.account_number) for one in reconcile_day(work, day).differences]

    assert compared() == [("not_in_ledger", number) for number in SUMS]
    with house.call.database.transaction() as session:
        for one in events:
            line = {"source": "payment", "reference": one["credit_id"], "account_number": one["account_number"]}
            spoilt = 1 if one["account_number"] == GARAGE else 0
            line |= {"amount_kopecks": one["amount_kopecks"] + spoilt, "period": "2026-11"}
            session.add(LedgerLineRow(**line, occurred_at=house.call.now, heard_at=house.call.now))
    assert compared() == [("ledger_differs", GARAGE)]
    with house.call.reading() as work:
        steps = [
            step
            for step in follow_payment(work, c.PaymentRef(payment_id=payment_id)).steps
            if step.code == "ledger_credit"
        ]
        traced = trace_payment(work, c.PaymentRef(payment_id=payment_id))
    assert [number in step.detail for number, step in zip(("111111", "111112"), steps, strict=False)] == [True, True]
    assert sum("event: payment_succeeded" in step.what for step in traced.steps) == 3
    assert [one.account_number for one in traced.payment.parts] == list(SUMS)


def test_an_order_that_only_the_bank_knows_comes_back_in_its_parts(house: House, forget: Any) -> None:  # noqa: F811
    payment_id = paid(house)
    named = [one["credit_id"] for one in told(house, payment_id, "payment_succeeded")]
    forget()
    with house.call.database.transaction() as session:
        session.add_all([KnownAccount(number=number, open=True, version=1) for number in (DACHA, GARAGE)])
    orphan = look_at_orphan(house.call, c.OrphanedOrderRef(order=payment_id))
    assert {one.account_number: one.amount_kopecks for one in orphan.parts} == SUMS
    wanted = [part(one.account_number, one.amount_kopecks) for one in orphan.parts]
    wrong = wish(payment_id, "restore-wrong").model_copy(update={"parts": wanted[:2]})
    with pytest.raises(Refusal, match="restoring_not_possible"):
        restore_orphan(house.by("accountant-1"), wrong)
    restore_orphan(house.by("accountant-1"), wish(payment_id).model_copy(update={"parts": wanted}))
    events = told(house, payment_id, "payment_succeeded")
    assert {one["account_number"]: one["amount_kopecks"] for one in events} == SUMS
    assert [one["credit_id"] for one in events] == named, "the ledger refuses what it has"


def test_the_parts_are_held_to_the_sum_and_never_change(house: House) -> None:
    payment_id = begun(house).payment_id
    for spoilt in ("update payment_parts set amount_kopecks = 5", "delete from payment_parts"):
        with pytest.raises(Exception, match="do not change"), house.call.database.transaction() as session:
            session.execute(text(spoilt + " where payment_id = :id"), {"id": payment_id})


def test_the_former_release_goes_on_beside_this_one(house: House) -> None:
    """It writes orders without parts, and what went back into the payment alone."""
    columns = (
        "id, account_number, address, amount_kopecks, created_at, state, session_ends_at, returned_kopecks, checks"
    )
    with house.call.database.transaction() as session:
        session.execute(
            text(
                f"insert into payments ({columns}) values ('P-1', :account, 'адрес', 700, now(), 'draft', now(), 0, 0)"
            ),
            {"account": ACCOUNT},
        )
    with house.call.database.transaction() as session:
        session.execute(text("update payments set returned_kopecks = 300 where id = 'P-1'"))
    (only,) = house.payment("P-1").parts
    assert (only.id, only.account_number, only.amount_kopecks, only.returned_kopecks) == ("P-1", ACCOUNT, 700, 300)
    with pytest.raises(Exception, match="do not make its sum"), house.call.database.transaction() as session:
        session.execute(
            text(f"insert into payments ({columns}) values ('P-2', null, null, 700, now(), 'draft', now(), 0, 0)")
        )
