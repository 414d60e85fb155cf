"""The command line of a load: progress to the terminal, faults to its error stream, a row in the history."""

import getpass
import sys
import uuid
from functools import partial
from pathlib import Path
from time import monotonic

from chassis.clock import Clock
from chassis.database import Database
from chassis.tabular import history
from chassis.tabular.faults import FilesRefused
from chassis.tabular.loading import Loading, load, present
from chassis.tabular.steps import Say


def run(database: Database, loading: Loading, folder: Path, clock: Clock, *, only_check: bool = False) -> int:
    """Load the folder, or only say whether it would load; the exit status."""
    package = uuid.uuid4().hex
    sender = f"командная строка: {getpass.getuser()}"
    try:
        names = [file.name for file in present(loading, folder)]
        remembered = partial(history.record, package=package, folder=folder, names=names, sender=sender, clock=clock)
        applied = load(database, loading, folder, package, _terminal(), only_check=only_check, at_last=remembered)
    except FilesRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        print("nothing was loaded", file=sys.stderr)  # noqa: T201
        return 1
    outcome = "would be new or changed, nothing was loaded yet" if only_check else "new or changed"
    print(f"{sum(applied.values())} rows {outcome}", flush=True)  # noqa: T201
    return 0


def _terminal() -> Say:
    started = monotonic()
    return lambda step: print(f"{monotonic() - started:7.1f} s  {step}", flush=True)  # noqa: T201
