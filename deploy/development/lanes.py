"""Runs groups of tests in lanes beside each other: one that computes, one that mostly waits.

No threads: the kernel ends a tied process with the thread that started it.
"""

import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.development.steps import LIMIT_S, Result, counts, pytest_command
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.privileges import tied

LOOK_S = 0.2


@dataclass
class Group:
    """Tests that one pytest runs."""

    name: str
    words: Sequence[str]
    environment: dict[str, str]
    note: str = ""
    """Goes to the end of the result's note."""
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    began: float = field(default=0.0, init=False)

    def start(self, folder: Path) -> None:
        print(f"-- {self.name} begins", flush=True)
        self.report(folder).unlink(missing_ok=True)
        with self.output(folder).open("wb") as out:
            self.process = subprocess.Popen(
                tied(pytest_command(self.words, self.report(folder))),
                cwd=ROOT,
                env=self.environment | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.began = time.monotonic()

    def result(self, folder: Path) -> Result | None:
        """What came of it, with its output on the terminal; None while it runs."""
        assert self.process is not None
        took, code = time.monotonic() - self.began, self.process.poll()
        if code is None and took < LIMIT_S:
            return None
        self.stop()
        print(f"\n== {self.name}\n{self.output(folder).read_text(errors='replace')}", flush=True)
        notes = [counts(self.report(folder)), self.note, f"took longer than {LIMIT_S} s" if code is None else ""]
        return Result(self.name, code == 0, took, "; ".join(note for note in notes if note))

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def report(self, folder: Path) -> Path:
        return folder / f"{self._file}.xml"

    def output(self, folder: Path) -> Path:
        return folder / f"{self._file}.log"

    @property
    def _file(self) -> str:
        return re.sub(r"[^a-z0-9.]+", "-", self.name.lower())


def beside(lanes: Sequence[Sequence[Group]], folder: Path) -> list[Result]:
    """Runs the groups of each lane one after the other, the lanes beside each other; results as they end.

    The output of a group is shown when it has ended, so that none stands between the lines of another; until then it is
    a file of the folder.
    """
    waiting = [list(lane) for lane in lanes]
    running: list[Group | None] = [None for _ in lanes]
    results: list[Result] = []
    try:
        while any(waiting) or any(running):
            for lane, group in enumerate(running):
                if group is not None and (result := group.result(folder)) is not None:
                    results.append(result)
                    running[lane] = None
                if running[lane] is None and waiting[lane]:
                    running[lane] = waiting[lane].pop(0)
                    running[lane].start(folder)  # type: ignore[union-attr]
            time.sleep(LOOK_S)
    finally:
        for group in running:
            if group is not None:
                group.stop()
    return results
