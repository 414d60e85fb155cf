"""Processes and servers run out of what the machine gives them: they refuse, go on living, and come back."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.faults.test_broker import answers
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand, family

pytestmark = pytest.mark.usefixtures("agreed")


@contextmanager
def limited(pid: int, what: int, soft: int) -> Iterator[None]:
    """The process and all its descendants may use no more; descendants that come later inherit it."""
    before = {}
    for one in family(pid):
        before[one] = resource.prlimit(one, what)
        resource.prlimit(one, what, (soft, before[one][1]))
    try:
        yield
    finally:
        for one in family(pid):
            with suppress(ProcessLookupError):
                resource.prlimit(one, what, before.get(one, before[pid]))


@pytest.mark.case("G3")
def test_a_full_disk_under_the_logs_stops_nobody(system: Stand, payer: Payer) -> None:
    log = system.running.home / "logs" / "billing.log"
    with limited(system.pid("billing"), resource.RLIMIT_FSIZE, 1):
        size = log.stat().st_size
        with psycopg.connect(system.books.address("billing")) as other:
            other.execute("lock table ledger in share mode")  # whoever writes there fails and wants to say so
            paid = payer.pay(6004)
            eventually(lambda: (paid, 6004) in system.books.paid_here(), 30)
            eventually(lambda: system.books.queued().get("wait.5"), 30)
        eventually(lambda: (paid, 6004) in system.books.credited(), 60)
        assert log.stat().st_size == size
    assert answers(payer)


@pytest.mark.case("G4")
@pytest.mark.parametrize("process", ["gateway", "payments"])
def test_without_file_descriptors_a_process_refuses_and_comes_back(system: Stand, payer: Payer, process: str) -> None:
    pid = system.pid(process)
    most = max(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in family(pid))
    with limited(pid, resource.RLIMIT_NOFILE, most):
        for number in range(3):
            with suppress(Exception):
                payer.ask(f"no-descriptor-{process}-{number}", 6010 + number)
    eventually(lambda: answers(payer), 60)
    paid = payer.pay(6020)
    eventually(lambda: (paid, 6020) in system.books.credited(), 60)
