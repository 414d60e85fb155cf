"""The printer as a process: published bills out of billing's database, over the broker."""

import base64
import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.request import urlopen

import psycopg
import pytest
from PIL import Image

from chassis.context import SYSTEM, Caller
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.rpc.client import RpcClient
from contracts.bill import BillSnapshot
from contracts.printer import BillPrint, PrinterRpc
from contracts.wire import Document
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.databases import ServiceDatabase
from services.billing.bills.models import Bill, PrintedSupplier
from tests.support import bus
from tests.support.printed_bills import bill, receipt, words
from tests.support.server_pool import Databases

ACCOUNT = "180111111"
OWNER = Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))
STRANGER = Caller(user_id="user-2", role="customer", owns=frozenset({"180222222"}))
REQUEST = BillPrint(account_number=ACCOUNT, period="2026-10")


def publish(database: ServiceDatabase, *snapshots: BillSnapshot) -> None:
    """As billing stores published bills: the supplier's block apart."""
    with Database(database.url).transaction() as session:
        block = snapshots[0].supplier.model_dump(mode="json")
        session.add(PrintedSupplier(fingerprint="one", block=block))
        session.flush()
        session.add_all(
            Bill(
                account_number=one.subscriber.account_number,
                period=one.period,
                revision=one.revision,
                code=f"{one.code}-{one.revision}",
                published_at=datetime(2026, 11, 5, tzinfo=UTC),
                due_on=one.due_on,
                total_kopecks=one.total_kopecks,
                supplier="one",
                snapshot=one.model_dump(mode="json", exclude={"supplier"}),
            )
            for one in snapshots
        )


@dataclass
class Running:
    client: RpcClient
    database: ServiceDatabase

    def print(self, request: BillPrint, caller: Caller = OWNER) -> Document:
        with self.client.calling(caller=caller):
            return self.client.stub(PrinterRpc).print_bill(request)


@pytest.fixture(scope="module")
def running(
    database_factory: Databases,
    vhost_factory: Callable[[], str],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Running]:
    database, amqp_url, port = database_factory("billing"), vhost_factory(), free_port()
    publish(database, bill(zones=2), bill(zones=2, opening=0).model_copy(update={"revision": 2}))
    environment = os.environ | bus.KEYS | {"AMQP_URL": amqp_url, "DATABASE_URL": database.url, "HEALTH_PORT": str(port)}
    command = [sys.executable, "-m", "services.billing.printer", "run"]
    supervisor = Supervisor(tmp_path_factory.mktemp("printer") / "logs", print)
    supervisor.start(Spec("printer", command, environment, lambda: _ready(port)))
    supervisor.wait_ready(60)
    client = bus.client(amqp_url, timeout=20)
    yield Running(client, database)
    client.close()
    supervisor.stop()


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def content(document: Document) -> bytes:
    return base64.b64decode(document.content)


@pytest.mark.req("M4.1.1")
def test_a_customer_gets_his_bill_as_pdf(running: Running) -> None:
    document = running.print(REQUEST)
    assert (document.file_name, document.media_type) == (f"bill-{ACCOUNT}-2026-10.pdf", "application/pdf")
    text = words(content(document))
    assert "(180)111111" in text
    assert "редакция 2" in text


@pytest.mark.req("M4.1.1")
def test_a_customer_gets_his_bill_as_png(running: Running) -> None:
    document = running.print(REQUEST.model_copy(update={"format": "png"}))
    assert document.file_name.endswith(".png")
    image = Image.open(io.BytesIO(content(document)))
    assert (image.format, document.media_type) == ("PNG", "image/png")


def test_a_former_revision_stays_as_it_was(running: Running) -> None:
    text = words(content(running.print(REQUEST.model_copy(update={"revision": 1}))))
    assert "редакция" not in text
    assert "1 599,36" in text


@pytest.mark.req("B11")
def test_the_large_print_has_more_pages(running: Running) -> None:
    assert "Страница 2 из" in words(content(running.print(REQUEST.model_copy(update={"large": True}))))


def test_the_same_bill_is_printed_alike_each_time(running: Running) -> None:
    assert content(running.print(REQUEST)) == content(running.print(REQUEST))


@pytest.mark.parametrize("change", [{"period": "2026-09"}, {"revision": 9}])
def test_what_is_not_published_is_not_found(running: Running, change: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        running.print(REQUEST.model_copy(update=change))
    assert refused.value.code == "bill_not_found"


@pytest.mark.req("M5.2")
def test_nobody_prints_a_strangers_bill(running: Running) -> None:
    with pytest.raises(Refusal) as refused:
        running.print(REQUEST, STRANGER)
    assert refused.value.code == "account_not_found"


def test_our_own_processes_print_any_bill(running: Running) -> None:
    assert running.print(REQUEST, SYSTEM).media_type == "application/pdf"


@pytest.mark.req("M4.3.4")
@pytest.mark.parametrize("form", ["pdf", "png"])
def test_a_receipt_is_printed(running: Running, form: str) -> None:
    with running.client.calling(caller=OWNER):
        document = running.client.stub(PrinterRpc).print_receipt(receipt(format=form))
    assert document.file_name == f"receipt-a1b2c3d4-0000-4000-8000-1234567890ab.{form}"
    if form == "pdf":
        assert "1 747,20 ₽" in words(content(document))


def test_printing_changes_nothing(running: Running) -> None:
    running.print(REQUEST)
    with psycopg.connect(running.database.migration_url.replace("+psycopg", "")) as connection:
        assert connection.execute("select count(*) from bills").fetchone() == (2,)
        assert connection.execute("select count(*) from outbox").fetchone() == (0,)
