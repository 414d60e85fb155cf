"""readings as real processes: calls and facts through RabbitMQ, rows in PostgreSQL."""

import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pika
import pytest

from chassis.amqp.address import user_of
from chassis.context import Caller
from chassis.errors import Refusal
from chassis.events.topology import exchange_of, queue_of
from chassis.rpc.client import RpcClient
from contracts.audit import AuditQuery
from contracts.dead_letters import DeadLetterDecision
from contracts.payments import PaymentSucceeded
from contracts.readings import ReadingRecorded, ReadingsRpc, ReadingSubmission, TypedReading
from contracts.supply import NewPackage, PackageFile, PackagePart, PackageRef, PackageState
from contracts.supply.packages import PART_BYTES
from contracts.wire import AccountRefs, Interval, Nothing
from deploy.launcher.host.paths import ROOT
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.databases import ServiceDatabase
from tests.contract.previous_release import contract, message
from tests.integration.readings.conftest import METERS, ONE, READINGS, TWO
from tests.integration.readings.test_sending import paid
from tests.support import bus

ACCOUNTANT = Caller("7", "accountant", confirmed=True)
OWNER = Caller("42", "customer", frozenset({ONE}))
RECORDED = queue_of("billing", ReadingRecorded.TYPE)


@dataclass
class House:
    amqp_url: str
    client: RpcClient

    @property
    def rpc(self) -> ReadingsRpc:
        return self.client.stub(ReadingsRpc)

    def publish(self, event: Any, identity: str) -> None:
        """As the relay of the publishing service does."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            headers = {"id": identity, "subject": ONE}
            properties = pika.BasicProperties(message_id=identity, headers=headers, user_id=user_of(self.amqp_url))
            body = event.model_dump_json().encode()
            connection.channel().basic_publish(exchange_of(event.SOURCE), event.TYPE, body, properties)

    def publish_broken(self, identity: str) -> None:
        """A fact that breaks its contract: its handler gives it up at once."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            headers = {"id": identity, "subject": ONE, "time": "2026-11-20T09:00:00+00:00"}
            properties = pika.BasicProperties(message_id=identity, headers=headers, user_id=user_of(self.amqp_url))
            body = b'{"receipt_email": "ivanov@list.ru"}'
            connection.channel().basic_publish("payments.events", PaymentSucceeded.TYPE, body, properties)

    def heard(self) -> dict[str, Any] | None:
        """One fact that waits for billing."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            _, _, body = connection.channel().basic_get(RECORDED, auto_ack=True)
            return json.loads(body) if body else None


@pytest.fixture
def house(
    database_factory: Callable[[str], ServiceDatabase],
    vhost_factory: Callable[[], str],
    free_port: Callable[[], int],
    processes: Supervisor,
    tmp_path: Path,
) -> Iterator[House]:
    database, amqp_url = database_factory("readings"), vhost_factory()
    environment = bus.KEYS | {"DATABASE_URL": database.url, "AMQP_URL": amqp_url, "PATH": "/usr/bin:/bin"}

    def run(*module: str) -> None:
        command = [sys.executable, "-m", *module]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)

    (tmp_path / "meters.csv").write_text(METERS)
    (tmp_path / "readings.csv").write_text(READINGS)
    run("deploy.provisioning.topology")
    run("services.readings", "import", str(tmp_path))
    for what in ("run", "relay"):
        port = free_port()
        command = [sys.executable, "-m", "services.readings", what]
        spec = Spec(
            f"readings-{what}", command, environment | {"HEALTH_PORT": str(port)}, ready=lambda p=port: ready(p)
        )
        processes.start(spec)
    processes.wait_ready(30)
    client = bus.client(amqp_url)
    yield House(amqp_url, client)
    client.close()


def ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(find: Callable[[], Any], seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


def submission(account: str, digits: str) -> ReadingSubmission:
    values = [TypedReading(zone="one", digits=digits)]
    return ReadingSubmission(account_number=account, values=values, confirmed=True, idempotency_key="form-12345678")


@pytest.mark.req("M4.1.8", "M4.6.1")
def test_a_reading_goes_from_the_form_to_billing(house: House):
    with house.client.calling(OWNER):
        (account,) = house.rpc.get_meters(AccountRefs(account_numbers=[ONE])).accounts
        assert account.meter.digits == 5
        accepted = house.rpc.submit_readings(submission(ONE, "12400"))
        assert house.rpc.submit_readings(submission(ONE, "12400")) == accepted
        fact = until(house.heard)
        assert (fact["account_number"], fact["values"]) == (ONE, [{"zone": "one", "value": 12400, "decimals": 0}])
        interval = Interval(account_number=ONE, since=date(2020, 1, 1), until=date(2040, 1, 1))
        assert house.rpc.list_readings(interval).readings[0].reading_id == accepted.reading_id
        with pytest.raises(Refusal) as refusal:
            house.rpc.submit_readings(submission(ONE, "12 400"))
        assert refusal.value.code in ("reading_refused", "idempotency_conflict")


@pytest.mark.req("M5.2")
def test_a_stranger_s_account_stays_closed(house: House):
    with house.client.calling(OWNER), pytest.raises(Refusal) as refusal:
        house.rpc.submit_readings(submission(TWO, "1"))
    assert refusal.value.code == "account_not_found"


@pytest.mark.req("M4.1.3")
def test_a_paid_reading_is_recorded_once_however_often_it_is_told(house: House):
    event = paid(started=datetime.now(UTC), one=12400)
    for identity in ("event-1", "event-1", "event-2"):
        house.publish(event, identity)
    fact = until(house.heard)
    assert fact["source"] == "payment"
    with house.client.calling(OWNER):
        assert house.rpc.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0].sent_this_period
    time.sleep(0.5)
    assert house.heard() is None


def test_a_caller_of_the_previous_release_understands_this_service(house: House):
    """Its contracts are rebuilt from the schemas of that release."""
    previous: Any = house.client.stub(contract("readings"), "readings")
    with house.client.calling(OWNER):
        answer = previous.get_meters(message("readings.get_meters.request")(account_numbers=[ONE]))
        today = house.rpc.get_meters(AccountRefs(account_numbers=[ONE]))
    assert answer.accounts[0].account_number == ONE
    assert answer.accounts[0].meter.serial == today.accounts[0].meter.serial


@pytest.mark.req("S5")
def test_an_administrator_looks_at_dead_letters_and_settles_them(house: House):
    for identity in ("broken-1", "broken-2"):
        house.publish_broken(identity)
    with house.client.calling(Caller("9", "operator")), pytest.raises(Refusal, match="forbidden"):
        house.rpc.list_dead_letters(Nothing())
    with house.client.calling(Caller("9", "administrator")):
        page = until(lambda: found if (found := house.rpc.list_dead_letters(Nothing())).total == 2 else None)
        assert [one.letter_id for one in page.letters] == ["broken-1", "broken-2"]
        first = page.letters[0]
        assert (first.account, first.queue) == (ONE, f"readings.{PaymentSucceeded.TYPE}")
        assert "missing" in first.reason and "ivanov@list.ru" not in first.body
        settled = {"queue": first.queue, "reason": "исправлено в расчётах"}
        house.rpc.settle_dead_letter(DeadLetterDecision(deed="discard", letter_id="broken-1", **settled))
        with pytest.raises(Refusal, match="dead_letter_not_found"):
            house.rpc.settle_dead_letter(DeadLetterDecision(deed="discard", letter_id="broken-1", **settled))
        house.rpc.settle_dead_letter(DeadLetterDecision(deed="replay", letter_id="broken-2", **settled))
        again = until(lambda: found if (found := house.rpc.list_dead_letters(Nothing())).total == 1 else None)
        assert [one.letter_id for one in again.letters] == ["broken-2"], "still broken: it came back"
        trail = house.rpc.list_audit(AuditQuery()).entries
        assert [(one.action, one.subject, one.outcome) for one in reversed(trail)] == [
            ("discard_dead_letter", "broken-1", "begun"),
            ("discard_dead_letter", "broken-1", "done"),
            ("discard_dead_letter", "broken-1", "begun"),
            ("discard_dead_letter", "broken-1", "refused"),
            ("replay_dead_letter", "broken-2", "begun"),
            ("replay_dead_letter", "broken-2", "done"),
        ]
        assert trail[0].details["reason"] == "исправлено в расчётах"


@pytest.mark.req("S1")
def test_a_package_of_files_is_loaded_by_the_running_service(house: House):
    """In slices as large as the gateway sends them; a meter that is new here is in the form afterwards."""
    file = b"account_number;serial;digits;zones;installed_on\r\n" + b"180111999;S-9;6;one;2026-01-01\r\n"
    file += b"".join(b"18%07d;S-9;6;one;2026-01-01\r\n" % number for number in range(40_000))
    slices = [file[start : start + PART_BYTES] for start in range(0, len(file), PART_BYTES)]
    new = NewPackage(
        package_id="p-1",
        content="ab" * 32,
        files=[PackageFile(name="meters", size=len(file))],
        takers=["readings"],
        sender="бухгалтер",
    )
    with house.client.calling(ACCOUNTANT, deadline=time.time() + 150):
        assert house.rpc.begin_package(new).state == "receiving"
        for number, content in enumerate(slices):
            part = PackagePart(package_id="p-1", file="meters", number=number, content=b64encode(content).decode())
            house.rpc.add_package_part(part)
        house.rpc.submit_package(PackageRef(package_id="p-1"))
        done = until(lambda: _final(house.rpc.get_package(PackageRef(package_id="p-1"))), 120)
        assert (done.state, done.applied) == ("loaded", {"meters": 40_001})
        shown = house.rpc.get_meters(AccountRefs(account_numbers=["180111999"])).accounts[0]
        assert shown.meter is not None and shown.meter.digits == 6


def _final(state: PackageState) -> PackageState | None:
    return state if state.state in ("loaded", "refused") else None
