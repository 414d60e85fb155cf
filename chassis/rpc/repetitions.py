"""The ids of the calls that a process has taken, until their deadlines: a signed call works once.

Somebody who has seen a call in a queue may publish it again only as the broker user of its signer
(`chassis.amqp.trust`), and then this refuses it. What the broker delivers again, because a connection was lost before
the reply, is the same message and not a repetition; the broker marks it, for nobody but who reads the queue.
"""

import time

_SWEEP_SECONDS = 1.0


class Taken:
    """Holds as many ids as calls arrive within the longest deadline; one process uses one."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._swept = 0.0

    def first(self, identity: str, deadline: float, *, redelivered: bool = False) -> bool:
        """Whether no other message had this id. `deadline` is in seconds since the epoch."""
        now = time.time()
        if now - self._swept > _SWEEP_SECONDS:
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._swept = now
        known = identity in self._until
        self._until[identity] = deadline
        return redelivered or not known
