"""When a letter that could not be sent is retried. Pure."""

from datetime import timedelta

_MINUTES = (1, 2, 5, 10, 20, 30)
"""A greylisting server accepts within minutes; one that is down is tried twice an hour until the letter expires."""

LEASE = timedelta(minutes=2)
"""How long a claimed letter belongs to the replica that claimed it: six steps of the slowest server. After a crash
another replica claims it."""


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return timedelta(minutes=_MINUTES[min(attempts, len(_MINUTES)) - 1])
