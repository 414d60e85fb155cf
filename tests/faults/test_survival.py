"""Kill any process, restart the broker and the database amid payments: nothing lost, nothing doubled."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contracts.services import SERVICES
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

VICTIMS = (*SERVICES, "payments-relay", "billing-relay", "printer", "gateway")


@contextmanager
def paying(payers: list[Payer]) -> Iterator[None]:
    """All of them pay one payment after another as long as the block lasts."""
    stop = threading.Event()
    threads = [threading.Thread(target=payer.keep_paying, args=(stop,)) for payer in payers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(150)
    assert [payer.errors for payer in payers] == [[], []]


@pytest.mark.req("B3", "M4.1.9")
@pytest.mark.case("B2", "G2")
@pytest.mark.timeout(420)
@pytest.mark.usefixtures("agreed")
def test_no_payment_is_lost_or_doubled_whatever_dies(system: Stand, payers: list[Payer]) -> None:
    before = sum(len(payer.started) for payer in payers)
    with paying(payers):
        for victim in VICTIMS:
            system.signal(victim)
            time.sleep(2)
        for server in ("rabbitmq", "postgres"):
            system.kill_server(server)
            time.sleep(3)
    assert sum(len(payer.started) for payer in payers) - before >= 10, "the load was too small to prove anything"
