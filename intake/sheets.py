"""The records of an Excel workbook (XLSX, XLS) or a LibreOffice one (ODS): its only sheet with data.

Workbooks are unpacked by foreign code, and a small one can unpack to any size or take minutes: two cells at opposite
corners of a sheet are enough. So another process reads it (`intake.workbook`), with bounds of its own and without the
settings of this one. Whatever ends it refuses the file alone.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from intake.faults import Fault, FilesRefused
from intake.forms import Record

_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""With which ZIP (XLSX, ODS) and old XLS files begin."""
_ROOT = Path(__file__).parents[1]
_LONGEST_S = 600
_TOO_LARGE = "книга слишком велика или повреждена: сохраните лист как «CSV UTF-8»"


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, whatever it is called."""
    with path.open("rb") as opened:
        return opened.read(4) in _MARKS


def sheet_records(name: str, path: Path) -> Iterator[Record]:
    """Yields the rows that are not empty as texts: days as ISO dates, whole numbers without a decimal point.

    Raises FilesRefused for what cannot be read, also while it is read.
    """
    with tempfile.TemporaryFile() as rows:
        if not _read_apart(path, rows):
            raise FilesRefused([Fault(name, 0, "", _TOO_LARGE)])
        rows.seek(0)
        for line in rows:
            found = json.loads(line)
            if isinstance(found, str):
                raise FilesRefused([Fault(name, 0, "", found)])
            number, values = found
            yield number, values


def _read_apart(path: Path, rows: IO[bytes]) -> bool:
    """Whether the other process came to its end. To wait with a limit is to sleep, so that others work meanwhile."""
    reader = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "intake.workbook", str(path.resolve())],
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=rows,
        stderr=subprocess.DEVNULL,
    )
    try:
        return reader.wait(_LONGEST_S) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if reader.poll() is None:
            reader.kill()
            reader.wait()
