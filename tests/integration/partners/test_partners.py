"""The partner channel on a real broker: who receives what, what they cannot do, and how events are replayed."""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pika
import psycopg
import pytest
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker, ConnectionClosedByBroker

from chassis.events import topology
from contracts import billing, payments, readings
from deploy.launcher.host.paths import ROOT
from services.partners_bridge import channel, command, options
from services.partners_bridge.office import PartnerError
from services.partners_bridge.replay import replay
from tests.contract.examples import example
from tests.integration.partners.conftest import Corner
from tests.support.server_pool import Databases
from tests.support.waiting import until

pytestmark = pytest.mark.req("B13")
SECRETS = ("пример текста", "receipt_email", "address", "card_masked", "traceparent")


def paid(account: str = "180111111") -> payments.PaymentSucceeded:
    fact = example(payments.PaymentSucceeded.model_json_schema()) | {"account_number": account, "credit_id": "PAY-1"}
    return payments.PaymentSucceeded.model_validate_json(json.dumps(fact))


def published() -> billing.BillPublished:
    return billing.BillPublished.model_validate_json(json.dumps(example(billing.BillPublished.model_json_schema())))


def heard(url: str) -> list[dict[str, object]]:
    """What the consumer of the guide reads, run as a partner would run it."""
    command = [sys.executable, str(ROOT / "docs" / "examples" / "partner_consumer.py"), "--until-empty"]
    done = subprocess.run(
        command, env=os.environ | {"PARTNER_URL": url}, capture_output=True, text=True, timeout=60, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.usefixtures("bridge")
def test_a_partner_hears_his_events_narrowed_and_nobody_elses(corner: Corner, partner: Callable[..., str]) -> None:
    grid, press = partner("grid", "payment_succeeded"), partner("press", "bill_published")
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    corner.tell(paid(), first)
    corner.tell(published(), second)
    [message] = heard(grid)
    assert (message["type"], message["id"]) == ("partners.payment_succeeded.v1", first)
    assert message["event"].keys() == {"payment_id", "account_number", "amount_kopecks", "paid_at", "credit_id"}  # type: ignore[attr-defined]
    assert not [word for word in SECRETS if word in json.dumps(message["event"], ensure_ascii=False)]
    assert [event["id"] for event in heard(press)] == [second]
    assert heard(grid) == [], "acknowledged is gone"


@pytest.mark.usefixtures("bridge")
def test_other_events_from_now_on(corner: Corner, partner: Callable[..., str]) -> None:
    url = partner("grid", "payment_succeeded", "bill_published")
    corner.office.change("grid", ["bill_published"])
    time.sleep(3)  # the bridge looks at the partners' file every second, a busy machine later
    corner.tell(paid(), str(uuid.uuid4()))
    corner.tell(published(), second := str(uuid.uuid4()))
    assert [event["id"] for event in heard(url)] == [second]


@pytest.mark.usefixtures("bridge")
def test_a_fact_that_breaks_its_contract_is_parked(corner: Corner, partner: Callable[..., str]) -> None:
    url = partner("grid", "payment_succeeded")
    with pika.BlockingConnection(pika.URLParameters(corner.url("payments"))) as connection:
        user = urlsplit(corner.url("payments")).username
        properties = pika.BasicProperties(headers={"id": "broken"}, user_id=user)
        connection.channel().basic_publish("payments.events", payments.PaymentSucceeded.TYPE, b'{"a": 1}', properties)
    corner.tell(paid(), good := str(uuid.uuid4()))
    assert [event["id"] for event in heard(url)] == [good]
    with pika.BlockingConnection(pika.URLParameters(corner.url("deploy"))) as connection:
        dead = connection.channel().queue_declare(f"{channel.inner_queue('grid')}.dead", passive=True)
        assert dead.method.message_count == 1


def refused(url: str, attempt: Callable[[pika.adapters.blocking_connection.BlockingChannel], object]) -> bool:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        try:
            attempt(tried := connection.channel())
            tried.basic_qos()  # the broker answers a publication that it refuses by closing the channel
        except ChannelClosedByBroker as closed:
            return closed.reply_code == 403
    return False


def test_a_partner_can_only_read_his_queue(corner: Corner, partner: Callable[..., str]) -> None:
    url, other = partner("grid", "payment_succeeded"), partner("press", "bill_published")
    assert not refused(url, lambda c: c.basic_get(channel.QUEUE))
    assert refused(url, lambda c: c.basic_publish("", channel.QUEUE, b"mine"))
    assert refused(url, lambda c: c.basic_publish(channel.ENTRANCE, "partners.x", b"mine"))
    assert refused(url, lambda c: c.queue_declare("mine"))
    assert refused(url, lambda c: c.exchange_declare("mine"))
    assert refused(url, lambda c: c.queue_bind(channel.QUEUE, channel.ENTRANCE, "#"))
    assert refused(url, lambda c: c.basic_get(f"{channel.QUEUE}.dead"))
    assert refused(url, lambda c: c.queue_delete(channel.QUEUE))
    for vhost in (corner.office.vhost, channel.vhost_of(corner.office.vhost, "press"), "%2F"):
        elsewhere = url.rpartition("/")[0] + "/" + vhost
        with pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)):
            pika.BlockingConnection(pika.URLParameters(elsewhere))
    assert other != url


@pytest.mark.req("S12")
@pytest.mark.usefixtures("bridge")
def test_no_event_is_dropped_for_having_been_delivered_too_often(corner: Corner, partner: Callable[..., str]) -> None:
    """RabbitMQ 4 drops a message after twenty deliveries unless it is told otherwise."""
    url = partner("grid", "payment_succeeded")
    corner.tell(paid(), wanted := str(uuid.uuid4()))
    until(lambda: waiting(url, channel.QUEUE) == 1, 20)
    for _ in range(30):
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:  # dies before its acknowledgement
            next(connection.channel().consume(channel.QUEUE, inactivity_timeout=5))
    assert [event["id"] for event in heard(url)] == [wanted]

    deploy = corner.url("deploy")
    with pika.BlockingConnection(pika.URLParameters(deploy)) as connection:
        connection.channel().basic_publish("payments.events", "payments.nobody_reads_it.v1", b"{}")
    until(lambda: waiting(deploy, topology.UNROUTED) > 0, 20)
    before = waiting(deploy, topology.UNROUTED)
    with pika.BlockingConnection(pika.URLParameters(deploy)) as connection:
        looked = connection.channel()
        for _ in range(30):
            method, _, _ = looked.basic_get(topology.UNROUTED)
            looked.basic_nack(method.delivery_tag, requeue=True)
    assert waiting(deploy, topology.UNROUTED) == before


def waiting(url: str, queue: str) -> int:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        declared = connection.channel().queue_declare(queue, passive=True)
        return int(declared.method.message_count)


@pytest.mark.usefixtures("bridge")
def test_the_guides_consumer_comes_back_when_its_connection_ends(corner: Corner, partner: Callable[..., str]) -> None:
    url = partner("grid", "payment_succeeded")
    script = str(ROOT / "docs" / "examples" / "partner_consumer.py")
    consumer = subprocess.Popen([sys.executable, script], env=os.environ | {"PARTNER_URL": url}, stdout=subprocess.PIPE)
    try:
        assert consumer.stdout is not None
        corner.tell(paid(), first := str(uuid.uuid4()))
        assert json.loads(consumer.stdout.readline())["id"] == first
        corner.office.admin.disconnect(urlsplit(url).username)
        corner.tell(paid(), second := str(uuid.uuid4()))
        assert json.loads(consumer.stdout.readline())["id"] == second
    finally:
        consumer.kill()
        consumer.wait()


SLOW = """
import time, partner_consumer
quick = partner_consumer.handle
partner_consumer.handle = lambda *event: (time.sleep(8), quick(*event))
partner_consumer.main()
"""


@pytest.mark.usefixtures("bridge")
def test_the_guides_consumer_may_work_longer_than_heartbeats_allow(corner: Corner, partner: Callable[..., str]) -> None:
    """The broker ends a connection that has been silent for two heartbeats, here two seconds."""
    url = partner("grid", "payment_succeeded")
    for _ in range(2):
        corner.tell(paid(), str(uuid.uuid4()))
    until(lambda: waiting(url, channel.QUEUE) == 2, 20)
    command = [sys.executable, "-c", SLOW, "--until-empty"]
    environment = os.environ | {"PARTNER_URL": f"{url}?heartbeat=1", "PYTHONPATH": str(ROOT / "docs" / "examples")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as consumer:  # type: ignore[call-overload]
        until(lambda: waiting(url, channel.QUEUE) < 2, 20)
        assert waiting(url, channel.QUEUE) == 1, "none waits in the consumer behind a slow one"
        said, complaints = consumer.communicate(timeout=120)
    assert complaints == ""
    assert len({json.loads(line)["id"] for line in said.splitlines()}) == len(said.splitlines()) == 2


def test_a_third_connection_is_refused(partner: Callable[..., str]) -> None:
    url = partner("grid", "payment_succeeded")
    with (
        pika.BlockingConnection(pika.URLParameters(url)),
        pika.BlockingConnection(pika.URLParameters(url)),
        pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)),
    ):
        time.sleep(1)  # a busy broker counts a connection a moment after it has opened it
        pika.BlockingConnection(pika.URLParameters(url))


@pytest.mark.usefixtures("bridge")
def test_a_new_password_ends_the_old_one_and_loses_nothing(corner: Corner, partner: Callable[..., str]) -> None:
    old = partner("grid", "payment_succeeded")
    open_still = pika.BlockingConnection(pika.URLParameters(old))
    corner.tell(paid(), waiting := str(uuid.uuid4()))
    new = corner.partner_url("grid", corner.office.rotate("grid"))
    with pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)):
        pika.BlockingConnection(pika.URLParameters(old))
    with pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)):
        for _ in range(50):
            open_still.process_data_events(0.2)
    assert [event["id"] for event in heard(new)] == [waiting]


def test_removing_leaves_nothing(corner: Corner, partner: Callable[..., str]) -> None:
    url = partner("grid", "payment_succeeded")
    corner.office.remove("grid")
    with pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)):
        pika.BlockingConnection(pika.URLParameters(url))
    with (
        pika.BlockingConnection(pika.URLParameters(corner.url("deploy"))) as connection,
        pytest.raises(ChannelClosedByBroker, match="404"),
    ):
        connection.channel().queue_declare(channel.inner_queue("grid"), passive=True)


def test_what_happened_is_told_again_from_a_day_on(
    corner: Corner, partner: Callable[..., str], database_factory: Databases
) -> None:
    url, base = partner("grid", "reading_recorded"), database_factory("readings")
    body = json.dumps(example(readings.ReadingRecorded.model_json_schema()))
    rows = [(uuid.uuid4(), "2026-11-03T20:59:00Z"), (uuid.uuid4(), "2026-11-03T21:01:00Z"), (uuid.uuid4(), None)]
    with psycopg.connect(base.migration_url.replace("+psycopg", ""), autocommit=True) as connection:
        for identity, at in rows:
            connection.execute(
                "insert into outbox (id, source, type, subject, body, headers, occurred_at, published_at) "
                "values (%s, 'readings', %s, '180111111', %s, '{}', coalesce(%s, now()), %s)",
                [identity, readings.ReadingRecorded.TYPE, body, at, at],
            )
    known = corner.office.known("grid")
    databases = {"readings": base.url}
    assert replay(databases, corner.url(channel.BRIDGE), known, date(2026, 11, 4)) == 1, "Moscow's midnight"
    [again] = heard(url)
    assert again["id"] == str(rows[1][0]), "not what the relay has yet to publish, not the day before"


def test_bad_names_and_unknown_events_are_refused_with_the_remedy(corner: Corner) -> None:
    for name, events, words in (
        ("Грид", ["bill_published"], "small Latin letters"),
        ("grid", ["user_registered"], "choose among bill_published"),
        ("grid", [], "choose among"),
    ):
        with pytest.raises(PartnerError, match=words):
            corner.office.add(name, events, date(2026, 11, 1))
    with pytest.raises(PartnerError, match="no partner"):
        corner.office.rotate("nobody")
    assert corner.office.registry.read() == {}


def test_what_is_given_and_taken_is_on_record_and_what_fails_is_not(
    corner: Corner, database_factory: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    trail = database_factory("auth")
    parser = argparse.ArgumentParser()
    options.arguments(parser)

    def say(*words: str) -> str:
        command.act(parser.parse_args(words), corner.office, "amqp://localhost:5672", lambda *_: 0, trail.url)
        return capsys.readouterr().out

    (password,) = re.findall(r":([^:@/]+)@", say("add", "meters", "--events", "reading_recorded"))
    assert "meters" in say("list")
    say("change", "meters", "--events", "payment_succeeded")
    assert "not shown again" in say("rotate", "meters")
    say("replay", "meters", "--since", "2026-11-01")
    say("remove", "meters")
    for wrong in (("remove", "meters"), ("add", "x", "--events", "reading_recorded"), ("replay", "meters")):
        with pytest.raises(PartnerError):
            say(*wrong)
    with psycopg.connect(trail.url.replace("+psycopg", "")) as connection:
        records = connection.execute("select action, subject, actor_role, details from audit order by id").fetchall()
    actions = [f"{action}_partner" for action in ("add", "change", "rotate", "replay", "remove")]
    assert [row[:3] for row in records] == [(action, "meters", "system") for action in actions]
    assert [row[3] for row in records][1::2] == [{"events": "payment_succeeded"}, {"since": "2026-11-01"}]
    assert password not in str(records)
