"""The database's server dies and its synchronous standby takes over: what was acknowledged is there, once."""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import CallFailed
from tests.support.echo_processes import House, calling
from tests.support.postgres_standby import standby
from tests.support.server_pool import OwnServers, rows
from tests.support.waiting import until
from tests.wire.echo.contract import Command, EchoRpc
from tests.wire.test_outages import house_on

Making = Callable[[], AbstractContextManager[OwnServers]]


class Clerk:
    """Goes on giving commands, each again with its key until it is acknowledged."""

    def __init__(self, echo: EchoRpc) -> None:
        self._echo = echo
        self.acknowledged: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Clerk":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def more(self, count: int) -> None:
        """Until so many more are acknowledged."""
        wanted = len(self.acknowledged) + count
        until(lambda: len(self.acknowledged) >= wanted, 60)

    def _run(self) -> None:
        while not self._stop.is_set():
            key = secrets.token_hex(8)
            while not self._given(key) and not self._stop.is_set():
                time.sleep(0.1)

    def _given(self, key: str) -> bool:
        try:
            self._echo.command(Command(key=key, text=key))
        except CallFailed:
            return False
        self.acknowledged.append(key)
        return True


@pytest.mark.case("E2", "E11")
@pytest.mark.req("B3")
def test_a_failover_keeps_what_was_acknowledged_and_doubles_nothing(
    own_servers: Making, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    with (
        own_servers() as servers,
        house_on(servers, tmp_path, free_port) as house,
        standby(servers, tmp_path, free_port()) as pair,
        calling(house) as (_, echo),
    ):
        both = replace(house, database_url=pair.of_both(house.database_url))
        try:
            both.start()
            both.start("relay")
            with Clerk(echo) as clerk:
                clerk.more(3)

                # The standby is lost: commits wait for it, until an operator does without (E11).
                pair.stop_standby()
                waiting = "select 1 from pg_stat_activity where wait_event = 'SyncRep'"
                until(lambda: rows(pair.first_url, waiting), 30)
                pair.wait_for_standby("")
                clerk.more(3)
                pair.start_standby()
                pair.wait_for_standby("*")
                clerk.more(3)

                # The first server is lost: the standby is promoted (E2).
                pair.fail_over()
                clerk.more(5)
            after = both_done(house, pair.port)
        finally:
            both.close()
    assert set(clerk.acknowledged) <= set(after)
    assert len(after) == len(set(after)), "nothing twice"


def both_done(house: House, port: int) -> list[str]:
    """What the service has done, by the server that writes now."""
    first = house.migration_url.rpartition("@")[2].partition("/")[0]
    return replace(house, migration_url=house.migration_url.replace(first, f"127.0.0.1:{port}")).done()
