"""`./cabinet logs [PROCESS] [-f]`: the log of one process, or of all with their names."""

import argparse
import time
from pathlib import Path
from typing import TextIO

from deploy.launcher.host.paths import HOME
from deploy.provisioning.errors import SetupError

FOLDER = HOME / "logs"


def run(given: argparse.Namespace) -> int:
    files = sorted(FOLDER.glob(f"{given.process or '*'}.log"))
    if not files:
        known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.log"))) or "none yet"
        raise SetupError(f"no log of {given.process or 'anything'}; there are: {known}")
    named = len(files) > 1
    open_logs = [(path.open(encoding="utf-8", errors="replace"), path) for path in files]
    for log, path in open_logs:
        show(log.read().splitlines()[-given.lines :], path, named)
    while given.follow:
        for log, path in open_logs:
            show(new_lines(log, path), path, named)
        time.sleep(0.3)
    return 0


def new_lines(log: TextIO, path: Path) -> list[str]:
    """What was written since; from the beginning when the log was rotated."""
    if path.stat().st_size < log.tell():
        log.seek(0)
    return log.read().splitlines()


def show(lines: list[str], path: Path, named: bool) -> None:
    for line in lines:
        print(f"{path.stem:<20} {line}" if named else line, flush=True)
