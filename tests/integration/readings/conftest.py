"""readings on a real database, with a clock that the test moves, fed by the supplier's files."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from contracts.readings import ReadingCheck, ReadingLife, ReadingSubmission, TypedReading
from contracts.wire import Interval
from deploy.provisioning.databases import ServiceDatabase
from intake.loading import load
from intake.steps import Step
from services.readings.importing.load import loading
from services.readings.service import ReadingsService

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ONE, TWO, BARE = "180111111", "180111112", "180111114"
STAFF = Caller("7", "operator")

METERS = """account_number,serial,digits,zones,installed_on,removed_on,verification_due,failed_on,max_power_kw
180111111,S-1,5,one,2019-04-11,,2035-04-11,,15
180111112,S-2,5,day+night,2019-04-11,,2035-04-11,,15
"""
READINGS = """account_number,serial,zone,value,taken_on,source
180111111,S-1,one,11700,2026-07-20,imported
180111111,S-1,one,11920,2026-08-20,without_payment
180111111,S-1,one,12140,2026-09-20,payment
180111111,S-1,one,12345,2026-10-20,without_payment
180111112,S-2,day,20100,2026-10-20,imported
180111112,S-2,night,9800,2026-10-20,imported
"""


class Desk:
    """The service as the gateway would use it, and a look behind it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.clock = database, folder, FixedClock(NOW)
        self.said: list[str] = []
        bound = {"database": database, "clock": self.clock}
        self.readings: ReadingsService = type("BoundReadingsService", (ReadingsService,), bound)()
        self.keys = iter(range(10**8, 10**9))

    def load(self, encoding: str = "utf-8", **files: str) -> dict[str, int]:
        """Write the files and load them."""
        with TemporaryDirectory(dir=self.folder) as folder:
            for name, content in files.items():
                (Path(folder) / f"{name}.csv").write_bytes(content.encode(encoding))
            return load(self.database, loading(self.clock), Path(folder), "package-1", self._hear)

    def _hear(self, step: Step) -> None:
        self.said.append(str(step))

    def check(self, account: str, **digits: str) -> Any:
        return self.readings.check_readings(ReadingCheck(account_number=account, values=typed(digits)))

    def submit(self, account: str, confirmed: bool = False, key: str | None = None, **digits: str) -> Any:
        request = ReadingSubmission(
            account_number=account,
            values=typed(digits),
            confirmed=confirmed,
            idempotency_key=key or f"key-{next(self.keys)}",
        )
        with entered(Context(caller=Caller("42", "customer", frozenset({account})))):
            return self.readings.submit_readings(request)

    def lives(self, account: str = ONE) -> list[ReadingLife]:
        interval = Interval(account_number=account, since=date(2020, 1, 1), until=date(2030, 1, 1))
        return self.readings.list_readings(interval).readings

    def life(self, reading_id: str, account: str = ONE) -> ReadingLife:
        return next(life for life in self.lives(account) if life.reading_id == reading_id)

    def hear(self, *events: Any) -> None:
        """As the chassis hands events over: each in its transaction."""
        for event in events:
            with self.database.transaction() as session:
                handler = {
                    "payments.payment_succeeded.v1": self.readings.record_paid_reading,
                    "billing.bill_published.v1": self.readings.remember_bill,
                    "billing.owner_changed.v1": self.readings.remember_owner,
                    "payments.bank_readings_received.v1": self.readings.record_bank_readings,
                    "payments.bank_readings_released.v1": self.readings.release_bank_readings,
                }[event.TYPE]
                handler(event, session)

    def events(self, name: str) -> list[dict[str, Any]]:
        query = "select body from outbox where type = :type order by seq"
        return [json.loads(row[0]) for row in self.rows(query, type=f"readings.{name}.v1")]

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.database.transaction() as session:
            return list(session.execute(text(statement), values))


def typed(digits: dict[Any, str]) -> list[TypedReading]:
    return [TypedReading(zone=zone, digits=text) for zone, text in digits.items()]


@pytest.fixture(scope="session")
def readings_database(database_factory: Any) -> ServiceDatabase:
    made: ServiceDatabase = database_factory("readings")
    return made


@pytest.fixture
def empty_desk(readings_database: ServiceDatabase, tmp_path: Path) -> Iterator[Desk]:
    owner = Database(readings_database.migration_url)
    with owner.transaction() as session:
        tables = session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        names = ", ".join(name for name in tables if name != "alembic_version")
        session.execute(text(f"truncate {names} restart identity cascade"))
    owner.engine.dispose()
    database = Database(readings_database.url)
    yield Desk(database, tmp_path)
    database.engine.dispose()


@pytest.fixture
def desk(empty_desk: Desk) -> Desk:
    """With a one-zone and a two-zone meter, and some history."""
    empty_desk.load(meters=METERS, readings=READINGS)
    return empty_desk
