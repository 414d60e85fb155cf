"""Processor time of the running system by process: unlike a rate, it does not depend on what else the machine does."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.running_portal import RunningPortal

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def spent(portal: RunningPortal) -> Counter[str]:
    """Milliseconds so far of each of our processes, its children included."""
    processes = portal.state["processes"]
    pids = {name: process["pid"] for name, process in processes.items() if process["pid"]}  # type: ignore[index]
    return Counter({name: sum(map(_of_one, _family(int(pid)))) for name, pid in pids.items()})


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            yield from _family(int(child))


def _of_one(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # it has just ended
        return 0.0
    return _TICK_MS * (int(fields[11]) + int(fields[12]))
