"""Kill any process, restart the broker and the database amid payments: nothing lost, nothing doubled."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from deploy.local.processes import SERVICES
from tests.bank import eventually
from tests.faults.books import Books
from tests.faults.load import Payer, newcomer
from tests.running import RunningPortal, running_portal
from tests.servers import OwnServers

ACCOUNTS = ("180111111", "180111112")
VICTIMS = (*SERVICES, "payments-relay", "billing-relay", "printer", "gateway")


@pytest.fixture
def servers(own_servers: Callable[[], AbstractContextManager[OwnServers]]) -> Iterator[OwnServers]:
    with own_servers() as own:
        yield own


@pytest.fixture
def running(servers: OwnServers, tmp_path: Path) -> Iterator[RunningPortal]:
    addresses = {"DATABASE_URL": servers.postgres.admin_url, "AMQP_URL": servers.rabbit.url}
    management = getattr(servers.rabbit.admin, "url", "")
    with running_portal(tmp_path / "cabinet", **addresses, AMQP_MANAGEMENT_URL=management) as portal:
        yield portal


def _kill(running: RunningPortal, process: str) -> None:
    os.kill(running.pid(process), signal.SIGKILL)


def _restart(servers: OwnServers, name: str) -> None:
    os.kill(servers.pid(name), signal.SIGKILL)
    time.sleep(1)
    servers.supervisor.wait_ready(60)


@pytest.mark.req("B3", "M4.1.9")
@pytest.mark.timeout(420)
def test_no_payment_is_lost_or_doubled_whatever_dies(running: RunningPortal, servers: OwnServers) -> None:
    payers = [newcomer(running, account) for account in ACCOUNTS]
    books, stop = Books(running, servers.postgres.admin_url), threading.Event()
    threads = [threading.Thread(target=payer.keep_paying, args=(stop,)) for payer in payers]
    for thread in threads:
        thread.start()
    for victim in VICTIMS:
        _kill(running, victim)
        time.sleep(2)
    for server in ("rabbitmq", "postgres"):
        _restart(servers, server)
        time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join(150)
    assert [payer.errors for payer in payers] == [[], []]
    eventually(books.settled, seconds=150)
    _check(books, payers)


def _check(books: Books, payers: list[Payer]) -> None:
    promised = {payment: kopecks for payer in payers for payment, kopecks in payer.started.items()}
    credited = books.credited()
    assert len(promised) >= 10, "the load was too small to prove anything"
    assert set(credited.values()) == {1}, "credited more than once"
    for (payment, kopecks), _ in books.paid_at_bank().items():
        assert promised[payment] == kopecks
    assert {payment for payment, _ in credited} == {payment for payment, _ in books.paid_at_bank()}
