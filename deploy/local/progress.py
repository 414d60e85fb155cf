"""What the person at the terminal sees while something takes its time, and how a step says no."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class SetupError(Exception):
    """The machine lacks something; the message says what and how to get it. Shown without a traceback."""


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


def fail(error: SetupError) -> int:
    """Print the refusal for a person; the exit code of the command."""
    print(f"cabinet: {error}", file=sys.stderr)
    return 1
