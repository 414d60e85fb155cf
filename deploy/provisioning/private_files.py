"""Files and folders that other users of the machine cannot read."""

import os
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Returns the folder, made if missing, closed to other users of the machine."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step, readable by its owner only."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    draft.replace(path)
