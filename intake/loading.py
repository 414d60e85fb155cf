"""One load in one transaction: stage the files of a folder, check them, apply them; all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.errors import UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chassis.database.sessions import Database
from intake import checks
from intake.faults import Fault, FilesRefused
from intake.forms import File
from intake.fresh import build, set_aside
from intake.staging import stage
from intake.steps import Say, Step

LOCK = 0x696D70
"""Advisory lock of a database: a load holds it, so the next load, and whatever shares it, waits."""


@dataclass(frozen=True, slots=True)
class Loading:
    """How a service loads."""

    files: Sequence[File]
    """In the order of loading."""
    foreign_files: frozenset[str]
    """Names of files that another service loads; they may be in the same folder."""
    judge: Callable[[Session, list[File]], list[Fault]]
    """The service's own checks of well-formed lines."""
    take_over: Callable[[Session, list[File], str, Say, frozenset[str]], dict[str, int]]
    """(session, files, package, progress, tables that had no rows and have no indexes now) -> new or changed rows by
    file; may raise FilesRefused."""
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By file: the tables that it fills by the million."""


class _Checked(Exception):
    """The check succeeded: the transaction is rolled back."""


def load(
    database: Database,
    loading: Loading,
    folder: Path,
    package: str,
    say: Say,
    *,
    only_check: bool = False,
    at_last: Callable[[Session, dict[str, int]], None] = lambda session, applied: None,
) -> dict[str, int]:
    """Load the folder's files; returns the number of new or changed rows by file. Loading them again changes nothing.

    `at_last` is called at the end of the transaction. Raises FilesRefused with the faults; nothing is loaded then.
    """
    files = present(loading, folder)
    applied: dict[str, int] = {}
    try:
        with database.transaction() as session:
            _prepare(session)
            _stage(session, files, folder, say)
            _judge(session, loading, files, say)
            applied = _take_over(session, loading, files, package, say)
            if only_check:
                raise _Checked
            at_last(session, applied)
    except _Checked:
        return applied
    with database.transaction() as session:
        session.execute(text("set local statement_timeout = 0"))
        session.execute(text("select analyze_loaded()"))
    say(Step("done"))
    return applied


def _take_over(session: Session, loading: Loading, files: list[File], package: str, say: Say) -> dict[str, int]:
    """Fill empty tables the fast way; when an index then refuses a row, repeat the slow way, which names the fault."""
    tables = sorted({table for file in files for table in loading.filled.get(file.name, ())})
    fresh: frozenset[str] = frozenset()
    try:
        with session.begin_nested():
            fresh = set_aside(session, tables)
            applied = loading.take_over(session, files, package, say, fresh)
            build(session, fresh)
            return applied
    except IntegrityError as error:
        if not (fresh and isinstance(error.orig, UniqueViolation)):
            raise
    return loading.take_over(session, files, package, say, frozenset())


def present(loading: Loading, folder: Path) -> list[File]:
    """Returns the folder's files that this service loads. Raises FilesRefused when there are none, or unknown ones."""
    known = {file.file_name for file in loading.files}
    found = {path.name for path in folder.glob("*.csv")}
    unknown = sorted(found - known - {f"{name}.csv" for name in loading.foreign_files})
    if unknown:
        raise FilesRefused(Fault(name, 0, "", "неизвестный файл: уберите или переименуйте его") for name in unknown)
    if not found & known:
        names = ", ".join(sorted(known))
        raise FilesRefused([Fault(folder.name, 0, "", f"нет ни одного файла загрузки; бывают {names}")])
    return [file for file in loading.files if file.file_name in found]


def _prepare(session: Session) -> None:
    """Allow long statements, and take the lock for which other loads wait."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
        session.execute(text(f"set local {name} = 0"))
    session.execute(text("set local work_mem = '192MB'"))
    session.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
    session.execute(text("select empty_staging()"))


def _stage(session: Session, files: list[File], folder: Path, say: Say) -> None:
    faults: list[Fault] = []
    for file in files:
        try:
            with session.begin_nested():
                count = stage(session, file, folder / file.file_name, say)
            say(Step("read", file.file_name, count))
        except FilesRefused as refused:
            faults += refused.faults
    if faults:
        raise FilesRefused(faults)
    session.execute(text("select analyze_staging()"))


def _judge(session: Session, loading: Loading, files: list[File], say: Say) -> None:
    faults = [fault for file in files for fault in checks.faults(session, file)]
    faults = faults or loading.judge(session, files)
    if faults:
        raise FilesRefused(faults)
    say(Step("checked"))
