"""Log files of the processes under `.cabinet/logs`: append only, bounded, easy to show."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

LIMIT_BYTES = 10 * 1024 * 1024


def open_log(path: Path) -> BinaryIO:
    """The log for a new process, readable by its owner only.

    Opened for appending, so that truncating it under the process is safe.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.chmod(0o600)  # also one of a former release
    return path.open("ab")


def rotate(path: Path, limit: int = LIMIT_BYTES) -> None:
    """Keep one older copy of a log that grew over the limit. The writing process notices nothing."""
    if path.exists() and path.stat().st_size > limit:
        shutil.copy(path, path.with_suffix(".log.1"))  # with its rights
        os.truncate(path, 0)


def last_lines(path: Path, count: int = 15) -> str:
    """The end of the log, for a message about a process that did not start."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 64 * 1024))
        lines = log.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-count:])
