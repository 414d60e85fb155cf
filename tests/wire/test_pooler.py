"""Behind pgBouncer in transaction mode: sessions are shared, bounds hold, the relay is woken past it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from chassis.database.sessions import make_engine
from tests.support.echo_processes import House, calling
from tests.support.pooler import Pooler, pooler
from tests.support.server_pool import Databases, rows
from tests.support.waiting import until
from tests.wire.echo.contract import Command, Greeting

SESSIONS = 2


@pytest.fixture(scope="module")
def bouncer(database_factory: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pooler]:
    with pooler(tmp_path_factory.mktemp("bouncer"), database_factory.admin_url, SESSIONS) as made:
        yield made


@pytest.mark.req("B3")
def test_many_replicas_share_few_sessions_and_every_command_is_done_once(
    bouncer: Pooler,
    databases: Databases,
    vhost_factory: Callable[[], str],
    free_port: Callable[[], int],
    tmp_path: Path,
) -> None:
    database = databases("echo")
    house = House(vhost_factory(), bouncer.url(database.url), database.migration_url, tmp_path, free_port)
    with ExitStack() as stack:
        stack.callback(house.close)
        house.declare()
        for _ in range(2):
            house.start()
        house.start("relay", DATABASE_DIRECT_URL=database.url)
        _, echo = stack.enter_context(calling(house, timeout=30))
        pool = stack.enter_context(ThreadPoolExecutor(8))
        keys = [f"key {number}" for number in range(40)]
        list(pool.map(lambda key: echo.command(Command(key=key, text=key)), [*keys, *keys]))
        list(pool.map(lambda key: echo.tell(Greeting(text=key)), keys))
        until(lambda: {f"heard {key}" for key in keys} <= set(house.done()), 60)
        assert sorted(what for what in house.done() if what in keys) == sorted(keys), "a repeated command is not done"
        role = "select count(*) from pg_stat_activity where usename = %s and application_name <> 'echo-relay'"
        used = rows(databases.admin_url, role, database.url.split("//")[1].split(":")[0])[0][0]
        assert isinstance(used, int) and used <= SESSIONS, "two replicas with twelve connections each"
        listening = "select count(*) from pg_stat_activity where query = 'listen outbox' and datname = %s"
        assert rows(databases.admin_url, listening, database.name) == [(1,)], "the relay waits past the pooler"


def test_a_statement_is_bounded_though_the_session_cannot_ask_for_it(bouncer: Pooler, databases: Databases) -> None:
    engine = make_engine(bouncer.url(databases("echo").url), "test", 1)
    with engine.connect() as connection:
        found = connection.execute(text("select current_setting('statement_timeout'), current_setting('timezone')"))
        assert found.one() == ("15s", "UTC")
        connection.execute(text("set local statement_timeout = '50ms'"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            connection.execute(text("select pg_sleep(5)"))
    engine.dispose()


def test_the_same_statement_many_times_is_no_prepared_one(bouncer: Pooler, databases: Databases) -> None:
    """Prepared in one session, it would be unknown in the next one, or there already."""
    engine = make_engine(bouncer.url(databases("echo").url), "test", 4)

    def often(_: int) -> int:
        with engine.connect() as connection:
            return sum(connection.execute(text("select cast(:n as int)"), {"n": 1}).scalar_one() for _ in range(20))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(often, range(8))) == [20] * 8
    engine.dispose()


def test_a_role_without_bounds_is_refused_with_the_remedy(bouncer: Pooler, databases: Databases) -> None:
    """The addresses' owner has none: only the service's role is meant to come this way."""
    database = databases("echo")
    engine = make_engine(bouncer.url(database.migration_url), "test", 1)
    with pytest.raises(OperationalError, match="the step that makes the databases"):
        engine.connect()
    engine.dispose()
