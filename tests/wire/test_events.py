"""Facts from the outbox to their effect: exactly one effect, and a place for each delivery that cannot have one."""

import getpass
import json
import uuid

import pika
import psycopg
import pytest

from chassis.amqp.address import user_of
from chassis.errors import RpcTimeout
from chassis.events import topology
from tests.support.echo_processes import QUEUE, House, metric
from tests.support.server_pool import rows
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting

BACKLOG = 2000


def waiting(house: House) -> int:
    return int(str(rows(house.migration_url, "select count(*) from outbox where published_at is null")[0][0]))


def test_a_fact_arrives_with_its_trace(house: House, echo: EchoRpc) -> None:
    house.start()
    relay = house.start("relay")
    identity = echo.tell(Greeting(text="hello")).text
    until(lambda: house.done() == ["heard hello"], 60)
    assert rows(house.migration_url, "select handler, event_id from inbox") == [(QUEUE, identity)]
    until(lambda: waiting(house) == 0)
    assert json.loads(house.log(relay).splitlines()[0])["event"] == "relay started", "no warning of a library before"


@pytest.mark.case("A10", "A15")
def test_a_fact_that_nobody_hears_is_kept_and_stops_nothing(house: House, echo: EchoRpc) -> None:
    house.start()
    house.start("relay")
    echo.tell(Greeting(text="unheard"))
    echo.tell(Greeting(text="hello"))
    until(lambda: house.done() == ["heard hello"])
    until(lambda: house.depth(topology.UNROUTED) == 1)


@pytest.mark.case("A5")
def test_a_second_delivery_changes_nothing(house: House) -> None:
    service = house.start()
    for _ in range(2):
        house.put(b'{"text":"twice","field":"of a later version"}', "e1", subject="180000001")
    until(lambda: house.depth(QUEUE) == 0)
    service.terminate()
    assert service.wait(60) == 0
    assert house.done() == ["heard twice"]


@pytest.mark.case("A9")
@pytest.mark.parametrize("body", [b"not json, secret 4111111111111111", b'{"other": 1}', b"\xff\xfe", b""])
def test_what_breaks_the_contract_is_parked_at_once_and_never_logged(house: House, body: bytes) -> None:
    service = house.start()
    house.put(body, "e1")
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 1, 60)
    house.put(b'{"text":"next"}', "e2")
    until(lambda: house.done() == ["heard next"])
    assert "4111111111111111" not in house.log(service)


@pytest.mark.req("O2")
def test_a_dead_letter_is_a_state_that_a_new_process_shows_as_well(house: House) -> None:
    first = house.start()
    assert metric(first, f'cabinet_event_deliveries_total{{outcome="dead",queue="{QUEUE}"}}') == 0
    house.put(b"not json", "e1", time="2026-11-01T09:00:00+00:00")
    dead = f'cabinet_dead_letters{{queue="{QUEUE}"}}'
    until(lambda: metric(first, dead) == 1, 60)
    first.kill()
    second = house.start()
    until(lambda: metric(second, dead) == 1, 60)
    assert metric(second, f'cabinet_dead_letter_oldest_age_seconds{{queue="{QUEUE}"}}') > 3600
    with house.channel() as channel:
        channel.queue_purge(topology.dead_queue(QUEUE))
    until(lambda: metric(second, dead) == 0, 60)
    assert metric(second, f'cabinet_dead_letter_oldest_age_seconds{{queue="{QUEUE}"}}') == 0


def test_a_process_tells_how_much_of_it_is_in_use(house: House, echo: EchoRpc) -> None:
    process = house.start()
    echo.tell(Greeting(text="hello"))
    assert metric(process, "cabinet_workers_limit") == metric(process, "cabinet_database_pool_limit") - 2
    assert metric(process, "cabinet_workers_busy") == metric(process, "cabinet_database_pool_in_use") == 0
    assert metric(process, 'cabinet_rpc_server_duration_seconds_count{method="tell",outcome="ok"}') == 1
    until(lambda: metric(process, "cabinet_hub_lag_seconds_count") > 0, 60)


def test_an_event_without_identity_is_parked(house: House) -> None:
    house.start()
    house.put(b'{"text":"who am I"}', None)
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 1)
    assert house.done() == []


@pytest.mark.case("A8")
def test_a_poison_event_is_retried_parked_listed_and_replayed(house: House) -> None:
    remedy = house.folder / "remedy"
    service = house.start()
    house.put(json.dumps({"text": f"fail {remedy}"}).encode(), "e1", subject="180000001")
    house.put(b'{"text":"fine"}', "e2")
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 1, 15)
    until(lambda: '"hear failed, event dead' in house.log(service))  # it is parked first, then logged
    assert house.log(service).count('"hear failed, event ') == 3, "the first attempt and one after each delay"
    assert house.done() == ["heard fine"]
    listed = house.command("dead-letters").stdout
    assert f"{QUEUE}  1" in listed and "e1  180000001  ValueError" in listed
    assert house.command("dead-letters", "replay", "other.queue").returncode == 2
    assert house.command("dead-letters", "replay", QUEUE, "--id", "unknown").returncode == 1
    remedy.touch()
    assert house.command("dead-letters", "replay", QUEUE, "--id", "e1").returncode == 0
    until(lambda: len(house.done()) == 2)
    assert house.depth(topology.dead_queue(QUEUE)) == 0
    assert trail(house) == [
        ("replay_dead_letter", "unknown", "begun"),
        ("replay_dead_letter", "unknown", "refused"),
        ("replay_dead_letter", "e1", "begun"),
        ("replay_dead_letter", "e1", "done"),
    ]


def test_all_dead_letters_of_a_queue_are_replayed_or_one_is_discarded(house: House) -> None:
    house.start()
    remedy = house.folder / "remedy"
    for identity in ("e1", "e2", "e3"):
        house.put(json.dumps({"text": f"fail {remedy}"}).encode(), identity)
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 3, 15)
    assert house.command("dead-letters", "discard", QUEUE, "--id", "e2").returncode == 2, "a reason is missing"
    done = house.command("dead-letters", "discard", QUEUE, "--id", "e2", "--reason", "sent twice")
    assert done.returncode == 0, done.stderr
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 2)
    remedy.touch()
    assert house.command("dead-letters", "replay", QUEUE).stdout == f"2 replayed to {QUEUE}\n"
    until(lambda: len(house.done()) == 2)
    assert house.depth(topology.dead_queue(QUEUE)) == 0
    assert trail(house)[:2] == [("discard_dead_letter", "e2", "begun"), ("discard_dead_letter", "e2", "done")]
    assert sorted(trail(house)[2:]) == [
        ("replay_dead_letter", identity, outcome) for identity in ("e1", "e3") for outcome in ("begun", "done")
    ]
    who = "select distinct actor_role, details->>'sender' from audit"
    assert rows(house.migration_url, who) == [("system", f"командная строка: {getpass.getuser()}")]


def trail(house: House) -> list[tuple[object, ...]]:
    """Action, subject and outcome of each record of the audit trail, in order."""
    return [tuple(row) for row in rows(house.migration_url, "select action, subject, outcome from audit order by id")]


@pytest.mark.case("A3")
def test_a_crash_after_the_commit_has_one_effect(house: House) -> None:
    doomed = house.start(FAILPOINT="event.committed", CABINET_TEST="1")
    house.put(b'{"text":"once"}', "e1")
    assert doomed.wait(60) == -9
    assert house.done() == ["heard once"]
    house.start()
    until(lambda: house.depth(QUEUE) == 0)
    house.put(b'{"text":"next"}', "e2")
    until(lambda: house.done() == ["heard once", "heard next"])


@pytest.mark.case("A2")
def test_a_relay_that_dies_after_publishing_has_one_effect(house: House, echo: EchoRpc) -> None:
    house.start()
    doomed = house.start("relay", ready=False, FAILPOINT="relay.confirmed", CABINET_TEST="1")
    echo.tell(Greeting(text="once"))
    assert doomed.wait(60) == -9
    until(lambda: house.done() == ["heard once"])
    assert waiting(house) == 1
    house.start("relay")
    until(lambda: waiting(house) == 0)
    echo.tell(Greeting(text="next"))
    until(lambda: house.done() == ["heard once", "heard next"])


def test_a_crash_before_the_commit_leaves_nothing(house: House, echo: EchoRpc) -> None:
    doomed = house.start(FAILPOINT="outbox.added", CABINET_TEST="1")
    with pytest.raises(RpcTimeout):
        echo.tell(Greeting(text="never"))
    assert doomed.wait(60) == -9
    assert rows(house.migration_url, "select * from outbox") == []


def test_many_facts_leave_in_order_and_fast(house: House) -> None:
    statement = (
        "insert into outbox (id, source, type, subject, body, headers) "
        "select gen_random_uuid(), 'echo', 'echo.said.v1', '', json_build_object('text', g::text)::text, '{}' "
        "from generate_series(1, 500) g returning 1"
    )
    rows(house.migration_url, statement)
    relay = house.start("relay")
    until(lambda: waiting(house) == 0, 10)
    relay.terminate()
    assert relay.wait(60) == 0
    with house.channel() as channel:
        heard = [json.loads(channel.basic_get(QUEUE, auto_ack=True)[2] or b"{}")["text"] for _ in range(500)]
    assert heard == [str(number) for number in range(1, 501)]
    assert uuid.UUID(str(rows(house.migration_url, "select id from outbox limit 1")[0][0]))


@pytest.mark.case("A11")
def test_a_backlog_is_worked_off_while_calls_are_answered(house: House, echo: EchoRpc) -> None:
    with house.channel() as channel:
        for number in range(BACKLOG):
            properties = pika.BasicProperties(
                message_id=f"e{number}", content_type="application/json", user_id=user_of(house.amqp_url)
            )
            channel.basic_publish("", QUEUE, json.dumps({"text": str(number)}).encode(), properties)
    house.start()
    while house.depth(QUEUE):
        assert echo.greet(Greeting(text="meanwhile")).text == "meanwhile"
    until(lambda: len(house.done()) == BACKLOG, 30)
    assert sorted(house.done()) == sorted(f"heard {number}" for number in range(BACKLOG))


@pytest.mark.case("A12", "E7")
def test_a_handler_that_stalls_holds_up_its_own_event_alone(house: House, echo: EchoRpc) -> None:
    house.start()
    with psycopg.connect(house.migration_url.replace("+psycopg", "")) as other:
        # Somebody is about to remember the same event and does not come to an end.
        other.execute("insert into inbox (handler, event_id) values (%s, 'stalls')", [QUEUE])
        house.put(b'{"text":"stalls"}', "stalls")
        until(lambda: rows(house.migration_url, "select 1 from pg_locks where not granted"))
        for number in range(3):
            house.put(json.dumps({"text": str(number)}).encode(), f"e{number}")
        assert echo.greet(Greeting(text="meanwhile")).text == "meanwhile"
        until(lambda: sorted(house.done()) == ["heard 0", "heard 1", "heard 2"])
        other.rollback()
    until(lambda: len(house.done()) == 4, 20)


def test_one_bad_event_among_many_is_parked_alone(house: House) -> None:
    """They come in one piece and are tried together first."""
    good = [json.dumps({"text": str(number)}).encode() for number in range(30)]
    for number, body in enumerate(good):
        house.put(body, f"e{number}")
        if number == 15:
            house.put(b'{"text":"fail for ever"}', "bad")
            house.put(good[3], "e3")
    house.start()
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 1, 20)
    until(lambda: sorted(house.done()) == sorted(f"heard {number}" for number in range(30)))
