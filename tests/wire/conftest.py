"""Each test has a house of its own: a new virtual host, a new database with the echo service's tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis.rpc.client import RpcClient
from tests.support.echo_processes import House, calling
from tests.support.server_pool import Databases
from tests.wire.echo.contract import EchoRpc


@pytest.fixture(scope="session")
def databases(database_factory: Databases, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Migrated once; each test gets a copy."""
    made = database_factory()
    house = House("amqp://nobody@127.0.0.1:1", made.url, made.migration_url, tmp_path_factory.mktemp("echo"), int)
    migrated = house.command("migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    database_factory.migrated["echo"] = made.name
    return database_factory


@pytest.fixture
def house(
    vhost_factory: Callable[[], str],
    databases: Databases,
    free_port: Callable[[], int],
    tmp_path: Path,
) -> Iterator[House]:
    database = databases("echo")
    house = House(vhost_factory(), database.url, database.migration_url, tmp_path, free_port)
    house.declare()
    yield house
    house.close()


@pytest.fixture
def client(house: House) -> Iterator[RpcClient]:
    with calling(house) as (client, _):
        yield client


@pytest.fixture
def echo(client: RpcClient) -> EchoRpc:
    return client.stub(EchoRpc)
