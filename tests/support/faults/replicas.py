"""Second replicas of what the launcher starts once: the same program with the same settings on another health port."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.launcher.host.ports import free_port
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.health import answers
from deploy.launcher.supervision.supervisor import Supervisor
from tests.support.running_portal import RunningPortal

STARTING_S = 90


class Replicas:
    """Started, watched and ended by a thread of their own, as by another launcher."""

    def __init__(self, running: RunningPortal) -> None:
        self._running = running
        self._supervisor = Supervisor(running.home / "logs", lambda _: None)
        self._wanted: list[Spec] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="replicas", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._ending.set()
        self._thread.join(60)

    def add(self, *processes: str) -> list[str]:
        """One more of each process; returns their names, all of them ready."""
        started = [self._add(process) for process in processes]
        end = time.monotonic() + STARTING_S
        for name, ready in started:
            assert ready.wait(max(0.0, end - time.monotonic())), f"{name} does not start"
        return [name for name, _ in started]

    def _add(self, process: str) -> tuple[str, threading.Event]:
        running = Path(f"/proc/{self._running.pid(process)}")
        environment = dict(pair.split("=", 1) for pair in _words(running / "environ"))
        port, name = free_port(), f"{process}-{len(self._wanted) + 2}"
        environment["HEALTH_PORT"] = str(port)
        ready = threading.Event()

        def serves() -> bool:
            if answers(port, "/readyz"):
                ready.set()
            return ready.is_set()

        self._wanted.append(Spec(name, _words(running / "cmdline"), environment, serves))
        return name, ready

    def pid(self, name: str) -> int | None:
        """None while it is being started again."""
        return next(child.pid for child in self._supervisor.children if child.spec.name == name)

    @property
    def names(self) -> list[str]:
        return [child.spec.name for child in self._supervisor.children]

    def _run(self) -> None:
        # The thread that starts a process also ends it: the kernel ties children to the thread.
        while not self._ending.wait(0.1):
            if len(self._wanted) > len(self._supervisor.children):
                self._supervisor.start(self._wanted[len(self._supervisor.children)])
            self._supervisor.tick()
        self._supervisor.stop()


def _words(file: Path) -> list[str]:
    return [word for word in file.read_bytes().decode().split("\0") if word]
