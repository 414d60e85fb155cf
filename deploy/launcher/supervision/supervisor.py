"""Keeps the processes of the system running on one machine: a Procfile runner with restarts.

One thread, no hidden state: `start` adds a stage of processes, `wait_ready` waits for all of
them, `run` watches until it is asked to stop, `stop` ends the stages in reverse order.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.launcher.supervision.child import Child, Spec
from deploy.launcher.supervision.logfile import last_lines, rotate
from deploy.provisioning.errors import SetupError

TICK_S = 0.05
LIVENESS_EVERY_S = 10.0
MISSES_ALLOWED = 3
HOUSEKEEPING_EVERY_S = 30.0


class Supervisor:
    def __init__(self, logs: Path, say: Callable[[str], None], changed: Callable[[], None] = lambda: None) -> None:
        self.logs = logs
        self.say = say
        self.changed = changed
        """Called after every change of a process, to keep the state file true."""
        self.stages: list[list[Child]] = []
        self._next_liveness = self._next_housekeeping = 0.0

    @property
    def children(self) -> list[Child]:
        return [child for stage in self.stages for child in stage]

    def start(self, *specs: Spec) -> None:
        """Start the processes as the next stage."""
        stage = [Child(spec, self.logs / f"{spec.name}.log") for spec in specs]
        self.stages.append(stage)
        for child in stage:
            child.start()
        self.changed()

    def wait_ready(self, timeout_s: float) -> None:
        """Until every process started so far serves.

        Raises SetupError with the end of the log of the first that does not.
        """
        deadline = time.monotonic() + timeout_s
        self.tick()
        while waiting := [child for child in self.children if not child.ready]:
            self.tick()
            for child in waiting:
                if child.hopeless or time.monotonic() > deadline:
                    name = child.spec.name
                    raise SetupError(f"{name} does not start; the end of {child.log}:\n{last_lines(child.log)}")
            time.sleep(TICK_S)
        self.changed()

    def run(self, until: Callable[[], bool]) -> None:
        """Watch until the question is answered with yes."""
        while not until():
            self.tick()
            time.sleep(TICK_S * 4)

    def restart(self, names: Iterable[str]) -> None:
        """Restarts the processes of these names, each as soon as it has finished its work."""
        for child in self.children:
            if child.spec.name in names:
                child.restart()
        self.changed()

    def tick(self) -> None:
        for child in self.children:
            event = child.check()
            if event:
                self.say(event)
                self.changed()
        now = time.monotonic()
        if now > self._next_liveness:
            self._next_liveness = now + LIVENESS_EVERY_S
            self._end_the_half_dead()
        if now > self._next_housekeeping:
            self._next_housekeeping = now + HOUSEKEEPING_EVERY_S
            for child in self.children:
                rotate(child.log)

    def _end_the_half_dead(self) -> None:
        """A process may live and do nothing, as a service does that lost its broker in a bad moment."""
        for child in self.children:
            if not (child.ready and child.spec.alive and child.pid):
                continue
            child.misses = 0 if child.spec.alive() else child.misses + 1
            if child.misses >= MISSES_ALLOWED:
                self.say(f"{child.spec.name} lives but does not answer; ending it")
                child.kill_group()

    def stop(self) -> None:
        """End everything, the last stage first; whatever ignores its signal is killed after its grace."""
        for stage in reversed(self.stages):
            for child in stage:
                child.ask_to_stop()
            began = time.monotonic()
            while any(child.pid for child in stage):
                for child in stage:
                    if child.pid and time.monotonic() - began > child.spec.grace_s:
                        self.say(f"{child.spec.name} did not stop in {child.spec.grace_s:.0f} s; killing it")
                        child.kill_group()
                time.sleep(TICK_S)
            for child in stage:
                child.kill_group()
            self.changed()
        self.stages.clear()
