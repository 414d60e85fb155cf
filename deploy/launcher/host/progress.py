"""Progress lines for the person at the terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Lines with the time since the start: `[  3.2 s] databases: 6 ready`.

    A command whose standard output is its result says them on another stream.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.began = time.monotonic()
        self.stream = stream

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.began:6.1f} s] {text}", file=self.stream or sys.stdout, flush=True)

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Say what begins, and after more than a second what it took."""
        self.say(f"{doing} ...")
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        if took > 1:
            self.say(f"{doing}: done in {took:.1f} s")
