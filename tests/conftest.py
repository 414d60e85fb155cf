"""Fixtures for tests that drive the real thing. Servers come from `DATABASE_URL` and `AMQP_URL` (administrators'
addresses, as `./cabinet test` sets them; `AMQP_MANAGEMENT_URL` when the management API is on an unusual port).

    database_factory()            a new database: .url (the service's role), .migration_url (the owner)
    database_factory("billing")   the same with the tables of that service's migrations
    vhost_factory()               the AMQP address of a new virtual host with full rights
    free_port()                   a port nobody uses, below 32768
    processes                     a Supervisor: processes.start(Spec(...)); processes.wait_ready(30); end with the test
    own_servers()                 a private PostgreSQL and RabbitMQ that the test may stop and kill
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.launcher.host import ports
from deploy.launcher.supervision.supervisor import Supervisor
from tests.support import pooler, server_pool

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # a loaded machine is slow, which proves nothing about an example

BEHIND_A_POOLER = "TEST_BEHIND_A_POOLER"
"""Set: services of the tests reach their databases by pgBouncer in transaction mode."""


@pytest.fixture(scope="session")
def database_factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server_pool.Databases]:
    factory = server_pool.Databases(tmp_path_factory.mktemp("databases"))
    with ExitStack() as stack:
        stack.callback(factory.close)
        if os.environ.get(BEHIND_A_POOLER):
            folder = tmp_path_factory.mktemp("pooler")
            factory.way = stack.enter_context(pooler.pooler(folder, factory.admin_url)).url
        yield factory


@pytest.fixture(scope="session")
def vhost_factory() -> Iterator[Callable[[], str]]:
    with server_pool.vhosts() as make:
        yield make


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    return ports.free_port


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs", print)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def own_servers(tmp_path: Path) -> Callable[[], AbstractContextManager[server_pool.OwnServers]]:
    return partial(server_pool.own_servers, tmp_path / "own")
