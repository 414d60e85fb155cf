"""Notices changed source files for `up --reload`."""

from collections.abc import Iterable
from pathlib import Path

from deploy.launcher.host.paths import ROOT

SUFFIXES = frozenset({".py", ".html", ".j2", ".css", ".js", ".json"})


class Watch:
    """Remembers when the files of some folders changed; templates count as sources."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.folders = frozenset(folders)
        self._seen = self._times()

    def changed(self) -> set[str]:
        """Returns the folders with a file that is new, gone or changed since the last call."""
        now = self._times()
        paths = {path for path in now.keys() | self._seen.keys() if now.get(path) != self._seen.get(path)}
        self._seen = now
        return {folder for folder in self.folders if any(path.is_relative_to(ROOT / folder) for path in paths)}

    def _times(self) -> dict[Path, int]:
        files = (path for folder in self.folders for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES)
        return {path: path.stat().st_mtime_ns for path in files if path.is_file()}
