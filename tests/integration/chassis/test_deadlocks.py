"""Commands whose locks stand in a circle: the database gives one up, and its transaction is begun again."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.bindings import ATTEMPTS, Work, writes
from tests.support.server_pool import Databases

pytestmark = pytest.mark.req("S6")
TAKE = text("update places set taken = taken + 1 where name = :name")


class Way(BaseModel):
    first: str
    second: str


class Taken(BaseModel):
    attempts: int


class Service:
    """Takes two places one after the other; two of them stand in each other's way as often as `meetings` says."""

    clock = Clock()
    dependencies = None

    def __init__(self, database: Database, meetings: int) -> None:
        self.database, self.meetings = database, meetings
        self.tries: dict[str, int] = {}
        self.together = Barrier(2, timeout=60)

    def take(self, request: Way) -> Taken:
        def both(work: Work[None], wanted: Way) -> Taken:
            self.tries[wanted.first] = self.tries.get(wanted.first, 0) + 1
            work.session.execute(TAKE, {"name": wanted.first})
            if self.tries[wanted.first] <= self.meetings:
                self.together.wait()
            work.session.execute(TAKE, {"name": wanted.second})
            return Taken(attempts=self.tries[wanted.first])

        answer: Taken = writes(both)(self, request)
        return answer


@pytest.fixture
def database(database_factory: Databases) -> Database:
    made = database_factory()
    owner = create_engine(made.migration_url)
    with owner.begin() as connection:
        connection.execute(text("create table places (name text primary key, taken int not null default 0)"))
        connection.execute(text("insert into places values ('a'), ('b')"))
        connection.execute(text("grant select, update on places to public"))
    owner.dispose()
    return Database(made.url)


def both_ways(service: Service) -> list[Any]:
    def take(first: str, second: str) -> Any:
        try:
            return service.take(Way(first=first, second=second)).attempts
        except OperationalError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        ways = [pool.submit(copy_context().run, take, *way) for way in (("a", "b"), ("b", "a"))]
        return [way.result() for way in ways]


def test_who_was_given_up_begins_again_and_both_are_done(database: Database) -> None:
    assert sorted(both_ways(Service(database, meetings=1))) == [1, 2]
    with database.reading() as session:
        assert session.execute(text("select name, taken from places order by name")).all() == [("a", 2), ("b", 2)]


def test_other_faults_of_the_database_are_not_tried_again(database: Database) -> None:
    tries: list[int] = []

    def broken(work: Work[None], wanted: Way) -> Taken:
        tries.append(1)
        work.session.execute(text("set local statement_timeout = 1"))
        work.session.execute(text("select pg_sleep(5)"))
        return Taken(attempts=0)

    with pytest.raises(OperationalError):
        writes(broken)(Service(database, 0), Way(first="a", second="b"))
    assert len(tries) == 1 < ATTEMPTS
