"""The service's database hurts: what was asked for happens once or not at all, and nobody waits for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import psycopg
import pytest

from chassis.errors import CallFailed, RpcTimeout, ServiceUnavailable
from tests.support.echo_processes import House
from tests.support.server_pool import address_of, rows
from tests.support.tcp_proxy import Mode, Proxy
from tests.support.waiting import until
from tests.wire.echo.contract import Command, EchoRpc, Greeting


@pytest.fixture
def proxy(house: House) -> Iterator[Proxy]:
    """Between the service and its database."""
    with Proxy(urlsplit(house.database_url).port or 5432) as proxy:
        yield proxy


def behind(house: House, proxy: Proxy) -> House:
    """The same house, whose service goes through the proxy."""
    port = f":{urlsplit(house.database_url).port}/"
    return replace(house, database_url=house.database_url.replace(port, f":{proxy.port}/"))


@contextmanager
def started(house: House, proxy: Proxy) -> Iterator[None]:
    through = behind(house, proxy)
    through.start()
    try:
        yield
    finally:
        through.close()


def stored(echo: EchoRpc, text: str) -> bool:
    try:
        return bool(echo.tell(Greeting(text=text)).text)
    except CallFailed:
        return False


@pytest.mark.case("E3")
def test_a_commit_of_unknown_outcome_is_repeated_by_its_key_without_a_second_effect(
    house: House, echo: EchoRpc, proxy: Proxy
) -> None:
    with started(house, proxy):
        echo.command(Command(key="first", text="warm"))
        proxy.cut_after(b"COMMIT")
        with pytest.raises((ServiceUnavailable, RpcTimeout)):
            echo.command(Command(key="k", text="once"))
        until(lambda: house.done() == ["warm", "once"])
        assert echo.command(Command(key="k", text="once")) == Greeting(text="done once")
        assert house.done() == ["warm", "once"]


@pytest.mark.case("E4")
def test_a_black_hole_holds_a_call_until_its_deadline_and_no_worker_beyond(
    house: House, echo: EchoRpc, proxy: Proxy
) -> None:
    with started(house, proxy):
        assert stored(echo, "before")
        with proxy.hurting(Mode.SWALLOW):
            for _ in range(3):
                assert not stored(echo, "swallowed")
            assert echo.greet(Greeting(text="no database needed")).text
        until(lambda: stored(echo, "after"), 20)
        with proxy.hurting(Mode.RESET):
            assert not stored(echo, "reset")
        until(lambda: stored(echo, "at last"), 20)
        with proxy.hurting(delay=0.05):
            assert stored(echo, "slowly")


@pytest.mark.case("E5")
def test_a_read_only_database_refuses_and_is_written_again_when_it_may(house: House, echo: EchoRpc) -> None:
    house.start()
    name = house.database_url.rpartition("/")[2]
    admin = address_of("DATABASE_URL")
    ended = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'alter database "{name}" set default_transaction_read_only = on')
        connection.execute(ended, [name])
        with pytest.raises(ServiceUnavailable):
            echo.tell(Greeting(text="read only"))
        connection.execute(f'alter database "{name}" reset default_transaction_read_only')
    # The sessions that were opened meanwhile are given up by themselves.
    until(lambda: stored(echo, "writable"), 10)
    assert rows(house.migration_url, "select count(*) from outbox where body like '%%read only%%'") == [(0,)]


@pytest.mark.case("E8")
def test_a_long_lock_is_an_answer_in_time(house: House, echo: EchoRpc) -> None:
    house.start()
    assert stored(echo, "before")
    with psycopg.connect(house.migration_url.replace("+psycopg", "")) as migration:
        migration.execute("lock table outbox in access exclusive mode")
        with pytest.raises((ServiceUnavailable, RpcTimeout)):
            echo.tell(Greeting(text="locked out"))
        assert echo.greet(Greeting(text="others go on")).text
    assert stored(echo, "after")
