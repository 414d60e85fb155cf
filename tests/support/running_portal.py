"""A portal that the launcher has started for tests: own state, own ports, own databases on the test servers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.ports import free_port


@dataclass(frozen=True)
class RunningPortal:
    """Addresses of the portal and of what stands in for the outside world."""

    home: Path
    environment: dict[str, str]

    @property
    def state(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = json.loads((self.home / "run.json").read_text(encoding="utf-8"))
        return found

    @property
    def url(self) -> str:
        return self.state["addresses"]["portal"]

    @property
    def mailbox(self) -> str:
        return self.state["addresses"]["mailbox"]

    @property
    def bank(self) -> str:
        """The sandbox without the page of its books, or the bank that was given instead of it."""
        given = self.environment.get("BANK_URL", "")
        return given.rstrip("/") or self.state["addresses"]["bank"].removesuffix("/sandbox/")

    def pid(self, process: str) -> int:
        """The process id of one of ours, now."""
        return int(self.state["processes"][process]["pid"])  # type: ignore[index]

    def launcher(self, *words: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a command of the launcher on this copy."""
        return subprocess.run(
            [sys.executable, "-m", "deploy", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


@contextmanager
def running_portal(home: Path, accounts: int = 40, **environment: str) -> Iterator[RunningPortal]:
    """Everything up with a small town; everything gone at the end. Tests may ask more often than people."""
    env = (
        {"QUOTA_FACTOR": "1000", "BANK_UNPAID_ORDERS": "100000"}
        | os.environ
        | {"CABINET_HOME": str(home), "PYTHONPATH": str(ROOT)}
        | environment
    )
    running = RunningPortal(home, env)
    try:  # also what was interrupted on its way up goes away
        arguments = ("--accounts", str(accounts), "--port", str(free_port()))
        started = running.launcher("up", "--detach", *arguments, timeout=480)
        assert started.returncode == 0, f"the portal did not start:\n{started.stdout}{started.stderr}"
        yield running
    finally:
        running.launcher("down", "--purge")
