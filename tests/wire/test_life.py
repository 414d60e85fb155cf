"""How processes start, refuse to start, and live through the loss of what they depend on."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from chassis.errors import RpcTimeout
from chassis.rpc.client import RpcClient
from tests.support.echo_processes import QUEUE, House
from tests.support.server_pool import address_of, rows
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting, Wait


def test_wrong_settings_are_all_named_at_once(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "amqp_url").write_text("amqp://user:from-a-file@host/")
    command = [sys.executable, "-m", "tests.wire.echo", "run"]
    environment = {"CABINET_SECRETS_DIR": str(secrets), "MAX_WORKERS": "many", "HEALTH_PORT": "-1"}
    root = Path(__file__).parents[2]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert [line.split(":")[0].strip() for line in done.stderr.splitlines()[1:]] == [
        "HEALTH_PORT",
        "MAX_WORKERS",
        "DATABASE_URL",
    ]
    assert "is not set" in done.stderr and "Traceback" not in done.stderr + done.stdout


def test_a_missing_queue_ends_the_process_instead_of_a_loop(house: House) -> None:
    with house.channel() as channel:
        channel.queue_delete(QUEUE)
    service = house.start(ready=False, READY_SECONDS="2")
    assert service.wait(60) == 1
    assert "topology" in house.log(service)


def test_a_contradicting_rpc_queue_ends_the_process(house: House) -> None:
    with house.channel() as channel:
        channel.queue_declare("rpc-echo", durable=True, arguments={"x-max-length": 5})
    assert house.start(ready=False, READY_SECONDS="2").wait(60) == 1


def test_work_that_does_not_end_is_given_up(house: House, client: RpcClient) -> None:
    service = house.start(DRAIN_SECONDS="1")

    def endless() -> object:
        with client.calling(deadline=time.time() + 30):
            return client.stub(EchoRpc).wait(Wait(seconds=30, mark="endless"))

    with ThreadPoolExecutor() as threads:
        answer = threads.submit(endless)
        until(lambda: house.done() == ["began endless"])
        service.terminate()
        assert service.wait(5) == 3
        client.close()
        assert isinstance(answer.exception(), RpcTimeout)


def test_idle_processes_end_at_once_on_sigterm(house: House) -> None:
    both = [house.start(), house.start("relay")]
    began = time.monotonic()
    for process in both:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(60) for process in both] == [0, 0]
    assert time.monotonic() - began < 15, "nobody waits for the end of the drain, which is 20 s"


def test_migrations_may_run_at_the_same_time(house: House) -> None:
    with psycopg.connect(house.migration_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("drop table outbox, inbox, idempotency_keys, audit, done, alembic_version")
        owner.execute("drop function refuse_audit_change(), keep_record()")
    started = [house.start("migrate", ready=False) for _ in range(3)]
    assert [process.wait(30) for process in started] == [0, 0, 0]
    service = rows(house.database_url, "select count(*) from outbox")
    assert service == [(0,)], "the service's role may use the tables"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(house.database_url, "create table mine (id int)")


def test_a_lost_database_is_an_answer_and_not_the_end(house: House, echo: EchoRpc) -> None:
    house.start()
    assert echo.tell(Greeting(text="before")).text
    name = house.database_url.rpartition("/")[2]
    rows(
        address_of("DATABASE_URL"),
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()",
        name,
    )
    assert echo.tell(Greeting(text="after")).text
