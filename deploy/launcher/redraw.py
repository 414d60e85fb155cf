"""Draws ports again that somebody took between their drawing and the start of the process that listens on them."""

from collections.abc import Callable
from typing import TypeVar

from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.errors import SetupError

ATTEMPTS = 3
Started = TypeVar("Started")


def redrawing(
    supervisor: Supervisor, taken: Callable[[], list[str]], say: Callable[[str], None], start: Callable[[], Started]
) -> Started:
    """Returns what `start` returns; repeats it with other ports when it failed and ports of ours are taken by others.

    `taken` names the drawn ports that somebody listens on; `start` draws such ports again. Everything that has been
    started is stopped first, because processes know each other's ports. Raises the SetupError of `start` when no port
    was taken, or after the last attempt.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return start()
        except SetupError:
            supervisor.stop()
            names = taken()
            if not names or attempt == ATTEMPTS:
                raise
            say(f"ports of {', '.join(names)} were taken by others; choosing other ones and starting again")
    raise AssertionError("unreachable")
