"""Deploys and replicas: a polite stop under load, and timers that run in two processes."""

import signal
import time

import pytest

from tests.faults.test_survival import paying
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer, newcomer
from tests.support.faults.system_under_fault import Stand

pytestmark = pytest.mark.usefixtures("agreed")
PATIENCE_S = 60
LOST = ("180200020", "180200027", "180200029", "180200030", "180200037", "180200040")


@pytest.mark.case("G1")
def test_a_deploy_under_load_loses_nothing(system: Stand, payers: list[Payer]) -> None:
    with paying(payers):
        for process in ("payments", "billing", "readings", "payments-relay", "gateway"):
            system.signal(process, signal.SIGTERM)
            time.sleep(1)
        system.wait_ready()


@pytest.mark.case("C9", "G8")
def test_two_pollers_find_lost_payments_and_ask_once_for_each(system: Stand) -> None:
    """Of accounts of their own: an account has one open order. Nobody looks before all of them are paid."""
    system.replicas.add("payments")
    system.bank.fault("callback", "lost", times=100)
    started = [newcomer(system.running, account).start(4001 + n)["id"] for n, account in enumerate(LOST)]
    these = ", ".join(f"'{payment}'" for payment in started)
    look = f"update payments set next_check_at = now() + interval '%s' where id in ({these})"
    system.books.read("payments", look % "1 hour")
    (known,) = system.books.read("payments", "select coalesce(max(id), 0) from bank_calls")[0]
    for payment in started:
        system.bank.pay(system.bank.book(payment)[0]["id"])
    system.books.read("payments", look % "0")
    paid = f"select count(*) from payments where id in ({these}) and state = 'paid'"
    eventually(lambda: system.books.read("payments", paid) == [(len(LOST),)], PATIENCE_S)
    # A look of the schedule after that counts itself (`checks`); one more is the look that found the payment.
    looks = (
        "select p.id, count(*) - p.checks from payments p join bank_calls c on c.payment_id = p.id and c.id > "
        f"{known} where p.id in ({these}) and c.actor = 'poller' and c.method = 'state' and c.answer = 'OrderState'"
        " group by p.id"
    )
    eventually(lambda: {count for _, count in system.books.read("payments", looks)} == {1}, PATIENCE_S)
