"""The import as a whole: stage, judge, take over, in one transaction; a folder is loaded whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from psycopg.errors import CardinalityViolation
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import Database
from services.billing.accounts.announcing import announce_accounts, changed_accounts
from services.billing.import_lock import IMPORT_LOCK
from services.billing.importing import checks, facts, readings_checks
from services.billing.importing.errors import LIMIT, ImportRefused, Wrong
from services.billing.importing.files import FILES, File
from services.billing.importing.staging import stage
from services.billing.importing.standings import open_books
from services.billing.importing.upserts import UPSERTS, Upsert, upsert
from services.billing.rates.book import policies

Progress = Callable[[str], None]


def load(database: Database, folder: Path, clock: Clock, say: Progress) -> dict[str, int]:
    """Load every known CSV file of the folder; the number of rows that are new or changed, by file.

    Raises ImportRefused with what to mend; nothing is loaded then. The same folder again changes nothing.
    """
    started = monotonic()

    def timed(line: str) -> None:
        say(f"{monotonic() - started:7.1f} s  {line}")

    files = _present(folder)
    with database.transaction() as session:
        _prepare(session)
        for file in files:
            count = stage(session, file, folder / f"{file.name}.csv")
            timed(f"{file.name}.csv: {count} lines read")
        session.execute(text("select analyze_staging()"))
        _judge(session, files, timed)
        applied = _take_over(session, files, clock, timed)
    with database.transaction() as session:
        session.execute(text("set local statement_timeout = 0"))
        session.execute(text("select analyze_loaded()"))
    timed("done")
    return applied


def _present(folder: Path) -> list[File]:
    known = {f"{file.name}.csv" for file in FILES}
    found = {path.name for path in folder.glob("*.csv")}
    if not found & known:
        raise ImportRefused(
            [Wrong(str(folder), 0, "", "no file of the import is there: give a folder with accounts.csv")]
        )
    strangers = [Wrong(name, 0, "", "unknown file: rename or remove it") for name in sorted(found - known)]
    if strangers:
        raise ImportRefused(strangers)
    return [file for file in FILES if f"{file.name}.csv" in found]


def _prepare(session: Session) -> None:
    """Long statements are right here; another import or publication waits until the end."""
    session.execute(text("set local statement_timeout = 0"))
    session.execute(text("set local idle_in_transaction_session_timeout = 0"))
    session.execute(text("set local work_mem = '192MB'"))
    session.execute(text("set local lock_timeout = 0"))
    session.execute(text(f"select pg_advisory_xact_lock({IMPORT_LOCK})"))
    session.execute(text("select empty_staging()"))


def _judge(session: Session, files: list[File], say: Progress) -> None:
    wrong: list[Wrong] = []
    for file in files:
        wrong += checks.faults(session, file)
        if file.name == "readings" and not wrong:
            wrong += readings_checks.faults(session)
        if file.name == "charges" and not wrong:
            wrong += facts.late_charges(session)
    if wrong:
        raise ImportRefused(wrong[:LIMIT])
    say("all lines are well-formed")


def _take_over(session: Session, files: list[File], clock: Clock, say: Progress) -> dict[str, int]:
    applied: dict[str, int] = {}
    names = {file.name for file in files}
    changed = changed_accounts(session) if "accounts" in names else []
    for target in UPSERTS:
        if target.file.name in names:
            applied[target.file.name] = _upsert(session, target, clock)
            say(f"{target.file.name}: {applied[target.file.name]} new or changed")
    for name in ("opening_balances", "charges", "credits"):
        if name in names:
            applied[name] = facts.add(session, name)
            say(f"{name}: {applied[name]} new entries")
            wrong = facts.contradictions(session, name)
            if wrong:
                raise ImportRefused(wrong)
    say(f"books opened for {open_books(session, clock.today())} accounts")
    announce_accounts(session, changed, clock.now())
    return applied


def _upsert(session: Session, target: Upsert, clock: Clock) -> int:
    cutoff_day = policies(session)(clock.today()).cutoff_day
    try:
        with session.begin_nested():
            return upsert(session, target, cutoff_day)
    except DBAPIError as error:
        if not isinstance(error.orig, CardinalityViolation):
            raise
        # Files with millions of lines are not searched for twins unless the database met one.
        raise ImportRefused(checks.twins(session, target.file)) from None
