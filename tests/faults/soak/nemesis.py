"""Does to the system what the plan says."""

import os
import signal
import time
from collections.abc import Callable, Mapping

from tests.faults.soak.plan import REPLICATED, SECOND, Step
from tests.support.faults.system_under_fault import Stand

STRIKES = 3
"""How many answers of the bank a fault spoils."""


class Nemesis:
    def __init__(self, system: Stand, tell: Callable[[str], None]) -> None:
        self._system, self._tell = system, tell
        self._second = dict(zip(SECOND, system.replicas.add(*REPLICATED), strict=True))

    def play(self, steps: list[Step]) -> None:
        """All steps at their times, or as soon after as the one before is over; then everything is healed."""
        acts: Mapping[str, Callable[[Step], None]] = {
            "kill": lambda step: self._signal(step.whom, signal.SIGKILL),
            "stop": lambda step: self._signal(step.whom, signal.SIGTERM),
            "freeze": self._freeze,
            "freeze server": self._freeze,
            "kill server": lambda step: self._system.kill_server(step.whom, step.seconds),
            "sever": self._sever,
            "alarm": self._alarm,
            "bank": self._spoil,
            "mail": self._spoil_mail,
        }
        began = time.monotonic()
        for step in steps:
            time.sleep(max(0.0, began + step.at - time.monotonic()))
            self._tell(str(step))
            acts[step.what](step)
        self._system.bank.heal()

    def _signal(self, whom: str, number: signal.Signals) -> None:
        if whom not in self._second:
            self._system.signal(whom, number)
        elif pid := self._system.replicas.pid(self._second[whom]):
            os.kill(pid, number)

    def _freeze(self, step: Step) -> None:
        with self._system.frozen(step.whom):
            time.sleep(step.seconds)

    def _sever(self, step: Step) -> None:
        if step.whom == "rabbitmq":
            self._system.control("close_all_connections", "the soak")
        else:
            theirs = "pid <> pg_backend_pid() and backend_type = 'client backend'"
            self._system.books.read("auth", f"select pg_terminate_backend(pid) from pg_stat_activity where {theirs}")

    def _alarm(self, step: Step) -> None:
        with self._system.alarmed():
            time.sleep(step.seconds)

    def _spoil_mail(self, step: Step) -> None:
        kind, _, detail = step.whom.partition(" ")
        fault: dict[str, object] = {"kind": kind}
        if detail.isdigit():
            fault["code"] = int(detail)
        elif detail:
            fault["keep"] = True
        with self._system.bad_mail(**fault):
            time.sleep(step.seconds)

    def _spoil(self, step: Step) -> None:
        point, kind = step.whom.split()
        self._system.bank.fault(point, kind, times=STRIKES, seconds=5)
