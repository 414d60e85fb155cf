"""billing on a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis.database.sessions import Database
from tests.support.billing_town import BARE, ONE, TWO, Town, account, charged, meter, months, read
from tests.support.late_town import settle_in
from tests.support.server_pool import Databases


@pytest.fixture
def empty_town(database_factory: Databases, tmp_path: Path) -> Iterator[Town]:
    """With the tariffs and norms of the demonstration town beside the files to come."""
    database = Database(database_factory("billing").url)
    town = Town(database, tmp_path)
    town.rates()
    yield town
    database.engine.dispose()


@pytest.fixture
def town(empty_town: Town) -> Town:
    """One zone with half a year of readings, two zones, a home without a meter; September is the last closed month."""
    two = [
        charged(f"2026-0{m}", kwh, zone=zone, number=TWO)
        for m in (7, 8, 9)
        for zone, kwh in (("day", 150), ("night", 90))
    ]
    empty_town.load(
        accounts=[account(), account(TWO), account(BARE, persons=1, rooms=1)],
        meters=[meter(), meter("S-2", TWO, "day+night")],
        readings=[
            read(12345, "2026-09-20"),
            read(20100, "2026-09-20", "S-2", "day", number=TWO),
            read(9800, "2026-09-20", "S-2", "night", number=TWO),
        ],
        opening_balances=[f"{ONE},2026-04,0"],
        charges=[*months([210, 190, 230, 205, 215, 198]), *two],
    )
    return empty_town


@pytest.fixture
def towns(database_factory: Databases, tmp_path: Path) -> Iterator[Callable[[], Town]]:
    """Makes towns, each in a database of its own."""
    made: list[Town] = []

    def make() -> Town:
        folder = tmp_path / f"town{len(made)}"
        folder.mkdir()
        made.append(Town(Database(database_factory("billing").url), folder))
        made[-1].rates()
        settle_in(made[-1])
        return made[-1]

    yield make
    for town in made:
        town.database.engine.dispose()


@pytest.fixture
def late_town(towns: Callable[[], Town]) -> Town:
    """A town whose October is the first month that is charged here."""
    return towns()
