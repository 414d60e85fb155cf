"""Where the launcher keeps what it makes: everything under `.cabinet/` of this copy of the project."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("CABINET_HOME") or ROOT / ".cabinet")
"""`CABINET_HOME` moves the whole state; the launcher's own tests use it to leave a running portal alone."""


def private_folder(path: Path) -> Path:
    """The folder, made if missing, closed to other users of the machine."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner only."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    draft.replace(path)
