"""One whole system on servers of its own for all cases; each case heals what it broke and leaves the books clean."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.faults import invariants
from tests.support.faults.customer_load import Payer, newcomer
from tests.support.faults.system_under_fault import Stand, stand
from tests.support.server_pool import own_servers

ACCOUNTS = ("180111111", "180111112")
BESIDE = "180111120"


CASE_S = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A case has its time for itself: the start of a whole system, which the first of them waits for, has its own."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            given = item.get_closest_marker("timeout")
            item.add_marker(pytest.mark.timeout(given.args[0] if given else CASE_S, func_only=True), append=False)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("faults")
    with own_servers(folder / "own") as servers, stand(servers, folder / "cabinet") as made:
        yield made


@pytest.fixture(scope="session")
def payers(system: Stand) -> list[Payer]:
    """Two customers with an account each; the first one pays a second account together with it at times."""
    first, second = ACCOUNTS
    return [newcomer(system.running, first, BESIDE), newcomer(system.running, second)]


@pytest.fixture
def payer(payers: list[Payer]) -> Payer:
    return payers[0]


@pytest.fixture
def agreed(system: Stand, payers: list[Payer]) -> Iterator[None]:
    """After the case all becomes quiet and every invariant holds."""
    yield
    system.bank.heal()
    system.wait_ready()
    invariants.quiet(system.books, 10)
    invariants.hurry(system.books)
    assert invariants.quiet(system.books, 60) == []
    assert invariants.findings(system.books, payers) == []
