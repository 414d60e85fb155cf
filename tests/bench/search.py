"""The desk's search among 500 000 accounts: what people say, against the plain way of reading the whole table."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.clock import FixedClock
from chassis.context import SYSTEM
from chassis.database.sessions import Database
from chassis.service.bindings import Work
from contracts.billing import AccountQuery
from services.billing.queries.search import find_accounts
from tests.bench.table import Row
from tests.bench.timing import Timing, one_by_one
from tests.support.query_plans import fill
from tests.support.said_town import town
from tests.support.server_pool import Databases

ACCOUNTS = 500_000
SECONDS = 3.0
SAID = {
    "surname": "Фамилия77", "street, house and flat": "кирова 21-37", "house and flat alone": "д.1 кв.2",
    "part of a word": "амили", "what everybody has": "калуга", "two frequent numbers": "21 7", "meter": "S123456",
    "nothing": "нет такого",
}  # fmt: skip
_WHOLE = text("select number from accounts where full_name || ' ' || address ilike :word order by number limit 21")


def rows() -> list[Row]:
    """Each kind of question, one after another."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        made = databases("billing")
        fill(made.migration_url, *town(ACCOUNTS))
        database = Database(made.url)
        found = [_row(database, title, said) for title, said in SAID.items()]
        databases.close()
    return found


def _row(database: Database, title: str, said: str) -> Row:
    with database.reading() as session:
        ours = one_by_one(lambda: _ask(session, said), SECONDS, warm_up=3)
        theirs = one_by_one(lambda: _read_whole(session, said), SECONDS, warm_up=1)
    return Row(
        f"search by {title}, p50", _shown(ours), "reading the whole table", _shown(theirs), ours.p50 / theirs.p50
    )


def _ask(session: Session, said: str) -> None:
    work = Work(session=session, clock=FixedClock(datetime.now(UTC)), caller=SYSTEM, dependencies=None)
    find_accounts(work, AccountQuery(text=said))  # type: ignore[arg-type]


def _read_whole(session: Session, said: str) -> None:
    session.execute(_WHOLE, {"word": f"%{said}%"}).all()


def _shown(timing: Timing) -> str:
    return f"{timing.p50:.1f} ms (p99 {timing.p99:.1f})"
