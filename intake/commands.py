"""The command line of a load: progress to the terminal, faults to its error stream, a row in the history."""

import sys
import uuid
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.audit import command_line_sender
from chassis.database.sessions import Database
from intake import history
from intake.faults import Fault, FilesRefused
from intake.loading import Loading, load, path_of, present
from intake.steps import Say, listening

READY, COMMIT = "ready", "commit"
"""A load together with other services prints READY before it commits, and commits when it reads COMMIT."""


class _RolledBack(Exception):
    """Another service refused its part, so this one is rolled back."""


def options(parser: ArgumentParser) -> None:
    """Add the arguments of `import`."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="only check whether the files would load")
    parser.add_argument(
        "--together", action="store_true", help=f"print «{READY}» at the end and wait for «{COMMIT}» before the commit"
    )


def run(
    database: Database, loading: Loading, folder: Path, clock: Clock, *, check: bool = False, together: bool = False
) -> int:
    """Load the folder, or only check whether it would load; returns the exit status."""
    package = uuid.uuid4().hex
    sender = command_line_sender()
    try:
        files = [(file.name, path_of(file, folder)) for file in present(loading, folder)]
        remarks: list[Fault] = []
        remembered = partial(history.record, package=package, files=files, remarks=remarks, sender=sender, clock=clock)
        say = listening(_terminal(), remarks)
        kept = partial(_agreed, remembered) if together else remembered
        applied = load(database, loading, folder, package, say, only_check=check, at_last=kept)
    except FilesRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        print("nothing was loaded", file=sys.stderr)  # noqa: T201
        return 1
    except _RolledBack:
        print("nothing was loaded: another service refused its part", file=sys.stderr)  # noqa: T201
        return 1
    outcome = "would be new or changed, nothing was loaded yet" if check else "new or changed"
    print(f"{sum(applied.values())} rows {outcome}", flush=True)  # noqa: T201
    return 0


def _agreed(remembered: Any, session: Session, applied: dict[str, int]) -> None:
    """Wait, as the last step of the transaction, until every other service has come as far."""
    remembered(session, applied)
    print(READY, flush=True)  # noqa: T201
    if sys.stdin.readline().strip() != COMMIT:
        raise _RolledBack


def _terminal() -> Say:
    started = monotonic()
    return lambda step: print(f"{monotonic() - started:7.1f} s  {step}", flush=True)  # noqa: T201
