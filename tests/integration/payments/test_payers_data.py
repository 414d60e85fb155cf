"""What is the payer's own is shown to nobody else who sees the account, and goes with the cabinet."""

from datetime import UTC, datetime

import pytest

from chassis.context import Caller
from contracts import payments as c
from contracts.auth import CabinetDeleted
from contracts.wire import AccountsInterval
from services.payments.retention import forget_payer
from services.payments.screens.follow import follow_payment
from services.payments.screens.lists import list_payments
from services.payments.screens.open_payment import get_payment
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.bank_process import eventually
from wording.moscow import moscow_day

EMAIL = "ghost.receipt@example.org"
PAYER = Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))
FAMILY = Caller(user_id="user-2", role="customer", owns=frozenset({ACCOUNT}))
DESK = Caller(user_id="user-3", role="accountant")


def paid(house: House) -> str:
    payment_id = house.start(receipt_email=EMAIL).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    return payment_id


def seen(house: House, who: Caller, payment_id: str) -> str:
    """All that the person's pages show of it."""
    today = moscow_day(house.clock.now())
    asked = AccountsInterval(account_numbers=[ACCOUNT], since=today, until=today)
    call = house.by(who)
    with call.transaction() as work:
        listed = list_payments(work, asked).model_dump_json()
        if who.role == "customer":
            listed += follow_payment(work, c.PaymentRef(payment_id=payment_id)).model_dump_json()
    return listed + get_payment(call, c.PaymentRef(payment_id=payment_id)).model_dump_json()


@pytest.mark.req("M4.3.1", "M5.2", "M1.2")
def test_the_card_and_the_address_are_the_payers_alone(house: House) -> None:
    payment_id = paid(house)
    row = house.payment(payment_id)
    assert row.card_masked and row.approval_code
    secrets = (EMAIL, row.card_masked, row.approval_code)
    for who in (PAYER, DESK):
        assert all(secret in seen(house, who, payment_id) for secret in secrets), who
    shown = seen(house, FAMILY, payment_id)
    assert payment_id in shown and not any(secret in shown for secret in secrets)


@pytest.mark.req("M1.2")
def test_the_addresses_of_receipts_go_with_the_cabinet(house: House) -> None:
    payment_id = paid(house)
    moment = datetime.now(UTC)
    for user, left in (("user-2", EMAIL), ("user-1", None)):
        event = CabinetDeleted(user_id=user, account_number=ACCOUNT, email=EMAIL, deleted_at=moment, version=2)
        with house.call.transaction() as work:
            forget_payer(work, event)
        assert house.payment(payment_id).receipt_email == left
