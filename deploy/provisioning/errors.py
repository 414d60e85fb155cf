"""A refusal for the person at the terminal."""

import sys


class SetupError(Exception):
    """The machine lacks something; the message says what and how to get it. Shown without a traceback."""


def fail(error: SetupError) -> int:
    """Prints the refusal; returns the exit code of the command."""
    print(f"cabinet: {error}", file=sys.stderr)
    return 1
