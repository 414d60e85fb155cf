"""Progress lines for the person at the terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Lines with the time since the start: `[  3.2 s] databases: 6 ready`."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.began:6.1f} s] {text}", flush=True)

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Say what begins, and after more than a second what it took."""
        self.say(f"{doing} ...")
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        if took > 1:
            self.say(f"{doing}: done in {took:.1f} s")
