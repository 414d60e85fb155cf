"""Deploys and replicas: a polite stop under load, and timers that run in two processes."""

import signal
import time

import pytest

from tests.faults.test_survival import paying
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

pytestmark = pytest.mark.usefixtures("agreed")


@pytest.mark.case("G1")
def test_a_deploy_under_load_loses_nothing(system: Stand, payers: list[Payer]) -> None:
    with paying(payers):
        for process in ("payments", "billing", "readings", "payments-relay", "gateway"):
            system.signal(process, signal.SIGTERM)
            time.sleep(1)
        system.wait_ready()


@pytest.mark.case("C9", "G8")
def test_two_pollers_find_lost_payments_and_ask_once_for_each(system: Stand, payer: Payer) -> None:
    system.replicas.add("payments")
    system.bank.fault("callback", "lost", times=100)
    started = [payer.start(4001 + n)["id"] for n in range(10)]
    for payment in started:
        system.bank.pay(system.bank.book(payment)[0]["id"])
    these = ", ".join(f"'{payment}'" for payment in started)
    system.books.read("payments", f"update payments set next_check_at = now() where id in ({these})")
    paid = f"select count(*) from payments where id in ({these}) and paid_at is not null"
    eventually(lambda: system.books.read("payments", paid) == [(10,)], 20)
    asked = f"select payment_id, count(*) from bank_calls where payment_id in ({these}) and actor = 'poller' group by 1"
    assert {count for _, count in system.books.read("payments", asked)} == {1}
