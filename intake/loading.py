"""One load in one transaction: stage the files of a folder, check them, apply them; all or nothing."""

from collections import Counter
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
from intake.staging import stage, stage_by_record
from intake.steps import Say, Step
from intake.unfolding import Unfolded, unfold

SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")
"""Of the files in a folder; what a file is shows its content."""

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
    bounds: Callable[[Session], checks.Bounds]
    """The days that dates may have at the moment of the load, by their meaning."""
    unfolded: Sequence[Unfolded] = ()
    """Columns that become lines of other files, once their own file is found right."""
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
            strict = _stage(session, files, folder, say)
            _judge(session, loading, files, strict, folder, say)
            applied = _take_over(session, loading, _unfold(session, loading, files), package, say)
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


def _unfold(session: Session, loading: Loading, files: list[File]) -> list[File]:
    """The files with those that have got lines from others, in the order of loading."""
    names = {file.name for file in files}
    filled = unfold(session, loading.unfolded, names)
    return [file for file in loading.files if file.name in names | filled]


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
    known = {file.name for file in loading.files}
    found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
    faults = [
        Fault(path.name, 0, "", "неизвестный файл: уберите или переименуйте его")
        for path in sorted(found)
        if path.stem not in known | loading.foreign_files
    ]
    twice = Counter(path.stem for path in found)
    faults += [Fault(name, 0, "", "лежит и как CSV, и как книга: оставьте одно") for name in twice if twice[name] > 1]
    if faults:
        raise FilesRefused(faults)
    if not known & twice.keys():
        names = ", ".join(sorted(file.file_name for file in loading.files))
        raise FilesRefused([Fault(folder.name, 0, "", f"нет ни одного файла загрузки; бывают {names}")])
    return [file for file in loading.files if file.name in twice]


def path_of(file: File, folder: Path) -> Path:
    """Returns the path of a file that `present` found; a workbook may stand for a CSV file."""
    return next(path for suffix in SUFFIXES for path in folder.glob(f"{file.name}{suffix}"))


def _prepare(session: Session) -> None:
    """Allow long statements, and take the lock for which other loads wait."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
        session.execute(text(f"set local {name} = 0"))
    session.execute(text("set local work_mem = '192MB'"))
    session.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
    session.execute(text("select empty_staging()"))


def _stage(session: Session, files: list[File], folder: Path, say: Say) -> set[str]:
    """Stages every file. Returns the names of those in the strict form."""
    faults: list[Fault] = []
    strict: set[str] = set()
    for file in files:
        try:
            with session.begin_nested():
                if stage(session, file, path_of(file, folder), say):
                    strict.add(file.name)
        except FilesRefused as refused:
            faults += refused.faults
    if faults:
        raise FilesRefused(faults)
    session.execute(text("select analyze_staging()"))
    return strict


def _judge(session: Session, loading: Loading, files: list[File], strict: set[str], folder: Path, say: Say) -> None:
    bounds = loading.bounds(session)
    faults = [fault for file in files for fault in _faults(session, file, bounds, file.name in strict, folder, say)]
    faults = faults or loading.judge(session, files)
    if faults:
        raise FilesRefused(faults)
    say(Step("checked"))


def _faults(session: Session, file: File, bounds: checks.Bounds, strict: bool, folder: Path, say: Say) -> list[Fault]:
    """The faults of the lines. A file that was taken for a strict one is read once more before it is refused."""
    faults = checks.faults(session, file, bounds)
    if faults and strict:
        try:
            with session.begin_nested():
                stage_by_record(session, file, path_of(file, folder), say)
        except FilesRefused as refused:
            return refused.faults
        faults = checks.faults(session, file, bounds)
    return faults
