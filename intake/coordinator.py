"""Several services load one folder at the same time, each in its own database: all of them keep it or none does."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

from intake.commands import COMMIT, READY

ROOT = Path(__file__).resolve().parents[1]


class _Part:
    """One service's load; what it says goes to the terminal line by line, after its name."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=ROOT,
            env=dict(environment),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.ready = False

    def listen(self) -> None:
        """Until it is ready, or has ended without being so."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.strip() == READY:
                self.ready = True
                return
            self._show(line)

    def finish(self, together: bool) -> int:
        """Tell it whether all are ready; its exit status."""
        said, _ = self.process.communicate(COMMIT if together and self.ready else "")
        for line in said.splitlines():
            self._show(line)
        return self.process.returncode

    def _show(self, line: str) -> None:
        sys.stdout.write(f"{self.name:>9} {line.rstrip()}\n")
        sys.stdout.flush()


def load_together(folder: Path, environments: Mapping[str, Mapping[str, str]], *, check: bool = False) -> int:
    """Load the folder into these services, or only check it; the first exit status that is not 0, else 0."""
    word = "--check" if check else "--together"
    parts = [
        _Part(name, [sys.executable, "-m", f"services.{name}", "import", str(folder), word], environment)
        for name, environment in environments.items()
    ]
    listeners = [Thread(target=part.listen, daemon=True) for part in parts]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()
    together = all(part.ready for part in parts)
    return next((code for code in [part.finish(together) for part in parts] if code), 0)
