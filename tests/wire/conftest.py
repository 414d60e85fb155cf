"""Each test has a house of its own: a new virtual host, a new database with the echo service's tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis.rpc_client import RpcClient
from tests.servers import Databases
from tests.wire.echo.contract import EchoRpc
from tests.wire.house import House, calling


@pytest.fixture
def house(
    vhost_factory: Callable[[], str],
    database_factory: Databases,
    free_port: Callable[[], int],
    tmp_path: Path,
) -> Iterator[House]:
    database = database_factory()
    house = House(vhost_factory(), database.url, database.migration_url, tmp_path, free_port)
    house.declare()
    migrated = house.command("migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    yield house
    house.close()


@pytest.fixture
def client(house: House) -> Iterator[RpcClient]:
    with calling(house) as (client, _):
        yield client


@pytest.fixture
def echo(client: RpcClient) -> EchoRpc:
    return client.stub(EchoRpc)
