"""Facts between commit and effect in the whole system: crashes, repetitions, several relays."""

import os
import signal

import psycopg
import pytest

from tests.support.bank_process import eventually
from tests.support.faults import invariants
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

pytestmark = pytest.mark.usefixtures("agreed")

KEPT = "update outbox set published_at = null where type like '%payment_succeeded%'"


@pytest.mark.case("A1")
def test_a_fact_whose_relay_dies_leaves_after_the_restart(system: Stand, payer: Payer) -> None:
    with system.frozen("payments-relay"):
        paid = payer.pay(1001)
        eventually(lambda: (paid, 1001) in system.books.paid_here())
        assert system.books.waiting()["payments"] == 1
        system.signal("payments-relay", signal.SIGKILL)
    eventually(lambda: (paid, 1001) in system.books.credited(), 20)


@pytest.mark.case("A4")
def test_a_service_killed_in_the_middle_of_a_credit_credits_once(system: Stand, payer: Payer) -> None:
    billing = system.books.address("billing")
    with psycopg.connect(billing) as ours:
        ours.execute("lock table ledger in share mode")  # lets nobody write
        paid = payer.pay(1002)
        asleep = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        eventually(lambda: system.books.read("billing", asleep))
        system.signal("billing", signal.SIGKILL)
        assert (paid, 1002) not in system.books.credited()
    eventually(lambda: system.books.credited()[paid, 1002] == 1, 30)


@pytest.mark.case("A5")
def test_every_payment_told_twice_changes_no_total(system: Stand, payer: Payer) -> None:
    paid = payer.pay(1003)
    eventually(lambda: (paid, 1003) in system.books.credited())
    assert invariants.quiet(system.books, 20) == []
    before, letters = system.books.credited(), system.books.delivered()
    system.books.read("payments", KEPT)
    eventually(lambda: not system.books.waiting())
    eventually(lambda: not system.books.queued(), 15)
    assert (system.books.credited(), system.books.delivered()) == (before, letters)


@pytest.mark.case("A14")
def test_two_relays_share_the_work(system: Stand, payers: list[Payer]) -> None:
    """The second publishes as well, and every effect is there once."""
    [other] = system.replicas.add("payments-relay")
    with system.frozen("payments-relay"):
        paid = payers[1].pay(1004)
        eventually(lambda: (paid, 1004) in system.books.credited(), 20)
    system.books.read("payments", KEPT)
    eventually(lambda: not system.books.waiting())
    pid = system.replicas.pid(other)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    paid = payers[1].pay(1005)
    eventually(lambda: (paid, 1005) in system.books.credited(), 20)
    os.kill(pid, signal.SIGCONT)
