"""Facts travel between the services by events: what was done here shows there a moment later."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


def eventually(ask: Callable[[], Seen], good: Callable[[Seen], bool], what: str, seconds: float = 30) -> Seen:
    """Ask until the answer is good; `TimeoutError` names what did not happen."""
    end = time.monotonic() + seconds
    while True:
        seen = ask()
        if good(seen):
            return seen
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s; last seen: {seen}")
        time.sleep(0.1)
