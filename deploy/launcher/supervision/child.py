"""One process under the supervisor: started, watched, restarted when it dies, stopped without leftovers."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from deploy.launcher.supervision.logfile import open_log

TRIES = 3
FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 30.0
WRONG_SETTINGS = 2
"""The exit code by which our processes say that another start would end the same way."""
STEADY_S = 60.0
"""A process that lived this long is healthy again: its next restart is quick."""


@dataclass(frozen=True)
class Spec:
    """What to run. `ready` asks once, quickly, whether it serves; without it, running is ready."""

    name: str
    command: list[str]
    environment: dict[str, str]
    ready: Callable[[], bool] = lambda: True
    alive: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 25.0
    """How long it may take to finish its work after the stop signal."""


@dataclass
class Child:
    spec: Spec
    log: Path
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    restarts: int = 0
    """After failures; a restart that was asked for does not count."""
    ending: bool = False
    """Whether a restart was asked for and the process finishes its work."""
    asked: bool = False
    """Whether a restart was asked for and the new process is not ready yet."""
    started: float = 0.0
    start_again_at: float | None = None
    misses: int = field(default=0, repr=False)
    """Liveness questions in a row that got no answer."""

    def start(self) -> None:
        self.start_again_at, self.ready, self.ending, self.misses = None, False, False, 0
        self.started = time.monotonic()
        with open_log(self.log) as out:
            # Its own session: Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
            self.process = subprocess.Popen(
                self.spec.command,
                cwd=ROOT,
                env=self.spec.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None

    @property
    def state(self) -> str:
        if self.pid is None:
            return "restarting" if self.start_again_at or self.ending else "stopped"
        return "ready" if self.ready else "starting"

    @property
    def hopeless(self) -> bool:
        """Whether it cannot be expected to start, after what happened so far."""
        return self.restarts >= TRIES or bool(self.process and self.process.returncode == WRONG_SETTINGS)

    def check(self) -> str | None:
        """Look after the process; the sentence to tell when something happened to it."""
        now = time.monotonic()
        if self.start_again_at:
            if now >= self.start_again_at:
                self.start()
            return None
        if self.process and self.pid is None:
            return self._plan_restart(now)
        if not self.ready and not self.ending and self.spec.ready():
            again, self.ready, self.asked = self.restarts or self.asked, True, False
            return f"{self.spec.name} is ready again" if again else None
        return None

    def _plan_restart(self, now: float) -> str:
        assert self.process is not None
        if self.ending:
            self.kill_group()
            self.start()
            return f"{self.spec.name} restarts"
        code = self.process.returncode
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        if now - self.started > STEADY_S:
            self.restarts = 0
        delay = min(FIRST_DELAY_S * 2**self.restarts, LONGEST_DELAY_S)
        self.restarts += 1
        self.ready, self.start_again_at = False, now + delay
        self.kill_group()  # what the dead process may have left behind
        return f"{self.spec.name} {how}; starting it again in {delay:.1f} s (log: {self.log})"

    def restart(self) -> None:
        """Ends the process with its stop signal; the next `check` after its end starts it anew."""
        if self.process and self.pid:
            self.ending = self.asked = True
            self.ready = False
            self.process.send_signal(self.spec.stop_signal)
        else:
            self.start()

    def ask_to_stop(self) -> None:
        self.start_again_at = None
        if self.process and self.pid:
            self.process.send_signal(self.spec.stop_signal)

    def kill_group(self) -> None:
        """End the process and everything it started, at once."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()
