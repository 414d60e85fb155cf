"""billing as it runs: called and sent events over the real broker, its own events published by its relay."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

import pika
import pytest

from chassis.amqp.address import user_of
from chassis.context import Caller
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events.topology import declare, exchange_of, queue_of
from chassis.rpc.client import RpcClient
from contracts.billing import BillingRpc, BillKey, BillPublished, RunRequest
from contracts.wire import AccountRefs, Event
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.databases import ServiceDatabase
from deploy.provisioning.topology import wanted
from tests.support import bus
from tests.support.billing_town import ONE, TWO, Town, account, meter, months, paid, read, recorded
from tests.support.server_pool import Databases

RETRIES = (1, 1)
SYSTEM, OWNER = Caller(role="system"), Caller("42", "customer", frozenset({ONE}))


@dataclass
class Running:
    billing: BillingRpc
    client: RpcClient
    amqp_url: str

    def tell(self, event: Event, times: int = 1) -> None:
        """Publish as the owner of the fact does; a repetition has another envelope, as after a lost confirm."""
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        channel = connection.channel()
        for _ in range(times):
            identity = str(uuid4())
            headers = {"id": identity, "type": event.TYPE, "source": event.SOURCE, "subject": ONE, "specversion": "1.0"}
            properties = pika.BasicProperties(
                message_id=identity, headers=headers, content_type="application/json", user_id=user_of(self.amqp_url)
            )
            channel.basic_publish(exchange_of(event.SOURCE), event.TYPE, event.model_dump_json().encode(), properties)
        connection.close()

    def published(self, consumer: str, event: type[Event]) -> list[dict[str, object]]:
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        channel, found = connection.channel(), []
        while (got := channel.basic_get(queue_of(consumer, event.TYPE), auto_ack=True))[0]:
            found.append(json.loads(got[2]))
        connection.close()
        return found


def ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become so in time"
        time.sleep(0.1)


@pytest.fixture
def running(
    database_factory: Databases,
    vhost_factory: Callable[[], str],
    processes: Supervisor,
    free_port: Callable[[], int],
    tmp_path: Path,
) -> Iterator[Running]:
    made: ServiceDatabase = database_factory("billing")
    town = Town(Database(made.url), tmp_path)
    town.rates()
    town.load(
        accounts=[account(), account(TWO)],
        meters=[meter(), meter("S-2", TWO)],
        readings=[read(12345, "2026-09-20"), read(500, "2026-09-20", "S-2", number=TWO)],
        charges=months([210, 190, 230]),
    )
    town.database.engine.dispose()
    amqp_url = vhost_factory()
    declare(amqp_url, wanted(RETRIES))
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = (
        kept | bus.KEYS | {"AMQP_URL": amqp_url, "DATABASE_URL": made.url, "RETRY_SECONDS": str(list(RETRIES))}
    )
    environment["DEMONSTRATION"] = "1"
    for name in ("run", "relay"):
        port = free_port()
        command = [sys.executable, "-m", "services.billing", name]
        variables = environment | {"HEALTH_PORT": str(port)}
        processes.start(Spec(f"billing-{name}", command, variables, ready=lambda port=port: ready(port)))
    processes.wait_ready(30)
    client = bus.client(amqp_url, timeout=5)
    yield Running(client.stub(BillingRpc), client, amqp_url)
    client.close()


@pytest.mark.req("S2", "B3", "M4.1.2")
def test_a_month_from_readings_to_the_paid_bill(running: Running) -> None:
    october = datetime(2026, 10, 20, 9, tzinfo=UTC)
    running.tell(recorded(12565, october.date()), times=2)
    running.tell(paid(1_000, october), times=3)
    mine = AccountRefs(account_numbers=[ONE])
    with running.client.calling(caller=SYSTEM):
        until(lambda: running.billing.get_overviews(mine).accounts[0].due_kopecks == 630 * 748 - 1_000)
        request = RunRequest(period="2026-10")
        assert running.billing.run_period(request).state == "running"
        until(lambda: running.billing.get_run(request).state == "calculated")
        assert running.billing.publish_period(request).state == "publishing"
        until(lambda: running.billing.get_run(request).state == "published")
    with running.client.calling(caller=OWNER):
        bill = running.billing.get_bill(BillKey(account_number=ONE, period="2026-10"))
        assert (bill.charged_kopecks, bill.paid_kopecks) == (220 * 832, 1_000)
        assert running.billing.get_overviews(mine).accounts[0].due_kopecks == bill.total_kopecks
    heard: list[dict[str, object]] = []
    until(lambda: len(heard) == 2 or heard.extend(running.published("notifications", BillPublished)))
    assert {event["account_number"]: event["total_kopecks"] for event in heard}[ONE] == bill.total_kopecks


@pytest.mark.req("M5.2")
def test_a_stranger_and_a_customer_are_kept_in_their_places(running: Running) -> None:
    with running.client.calling(caller=OWNER):
        with pytest.raises(Refusal, match="account_not_found"):
            running.billing.get_overviews(AccountRefs(account_numbers=[ONE, TWO]))
        with pytest.raises(Refusal, match="forbidden"):
            running.billing.run_period(RunRequest(period="2026-10"))
