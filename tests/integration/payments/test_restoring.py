"""Payments whose rows were lost with the end of a restored backup: the bank still knows them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts import payments as c
from services.payments.bank.orders import Position, Sale
from services.payments.copies.models import KnownAccount
from services.payments.review.restore_orphan import look_at_orphan, restore_orphan
from tests.integration.payments.conftest import ACCOUNT, House
from tests.integration.payments.test_registers import facts
from tests.support.bank_process import eventually
from tests.support.server_pool import Databases

pytestmark = pytest.mark.req("B3")
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


@pytest.fixture
def forget(house: House, payments_database: Databases) -> Iterator[Callable[[], None]]:
    """From the call on the portal has the books of an earlier day: a database without any payment."""
    made: list[Database] = []

    def forget() -> None:
        made.append(Database(payments_database("payments").url))
        house.call = house.doorstep.call = replace(house.call, database=made[0])
        with made[0].transaction() as session:
            session.add(KnownAccount(number=ACCOUNT, open=True, version=1))

    yield forget
    for database in made:
        database.engine.dispose()


def paid_order(house: House, amount: int = 12345) -> tuple[str, str]:
    """Number and bank order of a paid payment."""
    payment_id = house.start(amount).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    return payment_id, house.bank_order(payment_id)


def wish(order: str, key: str = "restore-1", account: str = ACCOUNT) -> c.PaymentRestoring:
    return c.PaymentRestoring(
        order=order, account_number=account, address="г. Калуга", reason="реестр банка", idempotency_key=key
    )


@both
def test_the_bank_tells_whose_it_is_and_the_money_is_credited_once(house: House, forget: Callable[[], None]) -> None:
    payment_id, order = paid_order(house)
    forget()
    for written in (payment_id, order, f"{payment_id} {order}"):
        orphan = look_at_orphan(house.call, c.OrphanedOrderRef(order=written))
        assert (orphan.order_number, orphan.amount_kopecks, orphan.account_number) == (payment_id, 12345, ACCOUNT)
    shown = restore_orphan(house.by("accountant-1"), wish(payment_id))
    assert (shown.state, shown.amount_kopecks, shown.bank_order_id) == ("paid", 12345, order)
    assert restore_orphan(house.by("accountant-1"), wish(payment_id)) == shown, "the same form again"
    assert house.events(payment_id) == ["payment_succeeded"]
    assert house.edges(payment_id) == ["restored", "confirmed"]
    with pytest.raises(Refusal, match="restoring_not_possible"):
        look_at_orphan(house.call, c.OrphanedOrderRef(order=order))
    with pytest.raises(Refusal, match="restoring_not_possible"):
        restore_orphan(house.by("accountant-2"), wish(payment_id, "restore-2"))
    with house.call.database.reading() as session:
        recorded = session.execute(text("select action, subject from audit")).all()
    assert [tuple(row) for row in recorded] == [("payment_restored", payment_id)]


@both
@pytest.mark.req("S3")
@pytest.mark.case("I8")
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"CounterNo": "0815", "CounterVal_1": "11150", "CounterVal_2": "7,000"}, [("0815", ["11150", "7"])]),
        ({"counterval_1": "много"}, [("", ["много"])]),
        ({"CounterNo": "0815", "account": ACCOUNT}, []),
    ],
    ids=["a meter", "rubbish is judged elsewhere", "none"],
)
def test_readings_in_the_orders_parameters_are_given_through_the_bank(
    house: House, forget: Callable[[], None], parameters: dict[str, str], expected: list[tuple[str, list[str]]]
) -> None:
    order = house.bank.register(5000, jsonParams=parameters)
    house.bank.pay(order["orderId"])
    forget()
    shown = restore_orphan(house.by("accountant-1"), wish(order["orderId"]))
    assert restore_orphan(house.by("accountant-1"), wish(order["orderId"])) == shown
    assert (shown.state, shown.amount_kopecks) == ("paid", 5000)
    told = facts(house, "bank_readings_received")
    assert [
        (one["serial"], [value["digits"] for value in one["values"]]) for fact in told for one in fact["readings"]
    ] == expected
    assert [(fact["operation"], fact["account_number"]) for fact in told] == [
        (order["orderNumber"], ACCOUNT) for _ in expected
    ]
    with house.call.database.reading() as session:
        kept = session.execute(text("select string_agg(details::text, ' ') from bank_calls")).scalar_one()
    assert "parameters" not in kept


def test_what_went_back_meanwhile_comes_back_as_a_refund(house: House, forget: Callable[[], None]) -> None:
    payment_id, order = paid_order(house, 10000)
    sale = Sale((Position(code=payment_id, account_number=ACCOUNT, kopecks=2500),), date(2026, 11, 30))
    forget()
    house.call.dependencies.bank.refund(order, 2500, "by-hand-in-the-bank", sale)
    assert look_at_orphan(house.call, c.OrphanedOrderRef(order=order)).kept_kopecks == 7500
    shown = restore_orphan(house.by("accountant-1"), wish(order))
    assert (shown.state, shown.refunded_kopecks) == ("partly_refunded", 2500)
    assert house.events(payment_id) == ["payment_succeeded", "payment_refunded"]


def test_nothing_is_made_of_orders_without_money_or_without_an_account(
    house: House, forget: Callable[[], None]
) -> None:
    (payment_id, _), unpaid = paid_order(house), house.start().payment_id
    forget()
    with pytest.raises(Refusal, match="account_not_found"):
        restore_orphan(house.by("accountant-1"), wish(payment_id, account="180999999"))
    with pytest.raises(Refusal, match="payment_not_found"):
        look_at_orphan(house.call, c.OrphanedOrderRef(order="261105-NOSUCHONE1"))
    house.bank.fault("status", "html")
    with pytest.raises(Refusal, match="bank_unavailable"):
        restore_orphan(house.by("accountant-1"), wish(payment_id, "restore-3"))
    house.bank.heal()
    with pytest.raises(Refusal, match="restoring_not_possible"):
        look_at_orphan(house.call, c.OrphanedOrderRef(order=unpaid))
