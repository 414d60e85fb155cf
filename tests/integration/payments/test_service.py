"""The service as a process on a real broker: access, the main job over RPC, and death in the middle of it."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from chassis.context import SYSTEM, Caller
from chassis.errors import CallFailed, Refusal
from chassis.events.topology import declare
from chassis.rpc.client import RpcClient
from contracts import payments as c
from contracts.wire import AccountsInterval, Nothing, ZoneValue
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.topology import wanted
from deploy.simulators.bank_sandbox.checksum import sign
from tests.integration.payments.conftest import ACCOUNT, SETTINGS
from tests.support import bus
from tests.support.bank_process import CALLBACK_TOKEN, Bank, eventually
from tests.support.server_pool import Databases
from wording.moscow import moscow_day

OWNER = Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))
STAFF = Caller(user_id="staff-1", role="accountant", confirmed=True)
REQUEST = c.PaymentRequest(
    account_number=ACCOUNT,
    address="г. Калуга, ул. Ленина, д. 1",
    amount_kopecks=19900,
    readings=[ZoneValue(zone="one", value=1)],
    receipt_email=None,
    idempotency_key="service-key-1",
)


@dataclass
class Running:
    """The process and the way to it."""

    start: Callable[..., None]
    stop: Callable[[], None]
    client: RpcClient
    rows: Callable[[str], list[tuple[object, ...]]]

    def calling(self, caller: Caller, method: str, request: object) -> object:
        with self.client.calling(caller=caller):
            return getattr(self.client.stub(c.PaymentsRpc), method)(request)


@pytest.fixture
def running(
    payments_database: Databases,
    vhost_factory: Callable[[], str],
    free_port: Callable[[], int],
    shared_bank: Bank,
    tmp_path: Path,
) -> Iterator[Running]:
    database, amqp_url = payments_database("payments"), vhost_factory()
    declare(amqp_url, wanted((5, 30)))
    supervisors: list[Supervisor] = []

    def start(**more: str) -> None:
        port = free_port()
        environment = os.environ | SETTINGS | bus.KEYS | {"AMQP_URL": amqp_url, "DATABASE_URL": database.url}
        environment |= {"BANK_URL": shared_bank.base, "HEALTH_PORT": str(port)} | more
        spec = Spec("payments", [sys.executable, "-m", "services.payments", "run"], environment, lambda: _ready(port))
        supervisors.append(Supervisor(tmp_path / f"logs{len(supervisors)}", print))
        supervisors[-1].start(spec)
        supervisors[-1].wait_ready(30)

    def rows(query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.migration_url.replace("+psycopg", "")) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def stop() -> None:
        for supervisor in supervisors:
            supervisor.stop()

    client = bus.client(amqp_url)
    yield Running(start, stop, client, rows)
    client.close()
    stop()


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def notification(bank: Bank, payment_id: str) -> c.BankCallback:
    (order,) = bank.book(payment_id)
    parameters = {"mdOrder": order["id"], "orderNumber": payment_id, "operation": "deposited", "status": "1"}
    parameters["checksum"] = sign(parameters, CALLBACK_TOKEN)
    return c.BankCallback(transport="json", parameters=parameters, raw="{}", remote_ip="127.0.0.1")


@pytest.mark.req("M4.1.9", "M4.1.11", "M5.2", "B3")
def test_the_main_job_over_the_broker(running: Running, shared_bank: Bank) -> None:
    running.start()
    started = running.calling(OWNER, "start_payment", REQUEST)
    assert isinstance(started, c.PaymentStarted)
    shared_bank.pay(shared_bank.book(started.payment_id)[0]["id"])
    assert running.calling(SYSTEM, "receive_callback", notification(shared_bank, started.payment_id)) == (
        c.CallbackStored(authentic=True)
    )
    payment = running.calling(OWNER, "get_payment", c.PaymentRef(payment_id=started.payment_id))
    assert isinstance(payment, c.Payment)
    assert (payment.state, payment.final) == ("paid", True)
    today = moscow_day(payment.created_at)
    asked = AccountsInterval(account_numbers=[ACCOUNT], since=today, until=today)
    assert running.calling(OWNER, "list_payments", asked) == c.PaymentList(payments=[payment])
    refund = c.RefundRequest(
        payment_id=payment.payment_id, amount_kopecks=100, reason="по заявлению", idempotency_key="refund-key"
    )
    assert running.calling(STAFF, "refund_payment", refund).state == "done"  # type: ignore[attr-defined]
    assert len(running.calling(STAFF, "trace_payment", c.PaymentRef(payment_id=payment.payment_id)).refunds) == 1  # type: ignore[attr-defined]
    assert running.calling(Caller(), "get_limits", Nothing()) == c.PaymentLimits(
        minimum_kopecks=1, maximum_kopecks=10_000_000
    )
    for caller, method, request in (
        (OWNER, "refund_payment", refund),
        (OWNER, "receive_callback", notification(shared_bank, payment.payment_id)),
        (Caller(user_id="user-2", role="customer"), "start_payment", REQUEST),
        (Caller(user_id="user-2", role="customer"), "get_payment", c.PaymentRef(payment_id=payment.payment_id)),
    ):
        with pytest.raises(Refusal):
            running.calling(caller, method, request)


@pytest.mark.req("B3")
@pytest.mark.case("C24")
@pytest.mark.parametrize("place", ["payments.bank_answered", "payments.before_commit"])
def test_death_between_the_banks_answer_and_the_commit_credits_once(
    running: Running, shared_bank: Bank, place: str
) -> None:
    running.start()
    started = running.calling(OWNER, "start_payment", REQUEST)
    assert isinstance(started, c.PaymentStarted)
    running.stop()
    shared_bank.pay(shared_bank.book(started.payment_id)[0]["id"])
    running.start(CABINET_TEST="1", FAILPOINT=place)
    with pytest.raises(CallFailed):
        running.calling(SYSTEM, "receive_callback", notification(shared_bank, started.payment_id))
    running.stop()
    assert running.rows("select state from payments") == [("awaiting_bank",)]
    running.start()
    # The callback's note to ask soon has outlived the process: nobody has to send it again.
    eventually(lambda: running.rows("select state from payments") == [("paid",)], 20)
    assert running.rows("select count(*) from outbox") == [(1,)]


@pytest.mark.req("B3")
@pytest.mark.case("C1")
def test_death_after_the_registration_leads_to_the_same_order(running: Running, shared_bank: Bank) -> None:
    running.start(CABINET_TEST="1", FAILPOINT="payments.registered")
    with pytest.raises(CallFailed):
        running.calling(OWNER, "start_payment", REQUEST)
    running.stop()
    ((payment_id, state),) = running.rows("select id, state from payments")
    assert (state, len(shared_bank.book(str(payment_id)))) == ("registering", 1)
    running.rows("update payments set next_check_at = now()")
    running.start()
    eventually(lambda: running.rows("select state from payments") == [("awaiting_bank",)], 20)
    again = running.calling(OWNER, "start_payment", REQUEST)
    assert isinstance(again, c.PaymentStarted)
    assert (again.payment_id, again.state) == (payment_id, "awaiting_bank")
