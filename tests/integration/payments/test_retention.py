"""Raw notices and addresses of receipts go when nobody can dispute the operation any more; payments stay."""

import pytest
from sqlalchemy import text

from services.payments.models import CallbackRow
from services.payments.retention import forget_old
from tests.integration.payments.conftest import House
from tests.support.bank_process import eventually

pytestmark = pytest.mark.req("M1.2", "B3")


def rows(house: House, statement: str) -> list[tuple[object, ...]]:
    with house.call.database.transaction() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def forget(house: House) -> None:
    forget_old(house.call)


def test_copies_of_personal_data_go_and_the_payment_stays(house: House) -> None:
    payment_id, begun = house.start().payment_id, house.start(account_number="180222222").payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    with house.call.database.transaction() as session:
        session.add(
            CallbackRow(
                received_at=house.call.now, transport="get", parameters={}, raw="x", remote_ip="x", authentic=True
            )
        )
    notices = "select payment_id is null, raw <> '', remote_ip <> '' from bank_callbacks order by 1"
    everything = "select id, state, amount_kopecks, paid_at, card_masked from payments order by id"
    before = rows(house, everything)
    assert rows(house, notices)[0][1] and rows(house, notices)[-1] == (True, True, True)
    house.pass_time(days=399)
    forget(house)
    assert all(row[1] for row in rows(house, notices))
    house.pass_time(days=2)
    forget(house)
    left = rows(house, notices)
    assert left and set(left) == {(False, False, False)}
    assert rows(house, everything) == before
    addresses = dict(rows(house, "select id, receipt_email is null from payments"))  # type: ignore[arg-type]
    assert addresses == {payment_id: True, begun: False}, "what is not decided yet keeps its address"
