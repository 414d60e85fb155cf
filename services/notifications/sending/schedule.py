"""When a letter that could not be delivered is tried again. Pure."""

from datetime import timedelta

_MINUTES = (1, 2, 5, 10, 20, 30)
"""A greylisting server opens within minutes; one that is down is asked twice an hour until the letter expires."""

LEASE = timedelta(minutes=2)
"""How long a claimed letter stays with the replica that claimed it, the slowest server's six steps; after a crash
another one takes it."""


def pause(attempts: int) -> timedelta:
    """After so many attempts."""
    return timedelta(minutes=_MINUTES[min(attempts, len(_MINUTES)) - 1])
