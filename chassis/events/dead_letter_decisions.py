"""The decision to replay or discard dead letters, with its outcome in the audit trail: for the desk and for commands.

The broker and the database share no transaction, so the trail gets two records of a decision: "begun" before anything
is done (what cannot be recorded is not done), then "done", "refused" or "failed". A lone "begun" means that the process
ended in between: check whether the dead letter is still there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events.dead_letters import DeadLetter, Held, opened

Action = Literal["replay", "discard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with the dead letters of a queue, and why; the reason is part of the audit trail."""

    action: Action
    queue: str
    """The queue whose handler failed, without `.dead`."""
    reason: str
    sender: str | None = None
    """The operator, for a decision from the command line; the caller is recorded in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """The dead letters of one service, and the database whose audit trail records the decisions about them."""

    amqp_url: str
    queues: Sequence[str]
    database: Database
    clock: Clock

    def decide(self, decision: Decision, dead_letter_id: str) -> DeadLetter:
        """Apply the decision to one dead letter; returns what it was.

        Raises the Refusal "dead_letter_not_found", or CallFailed when the broker does not do its part.
        """
        with self._recorded(decision, dead_letter_id), opened(self.amqp_url, self.queues) as queues:
            held = queues.find(decision.queue, dead_letter_id)
            _apply(decision, held)
            return held.shown()

    def decide_all(self, decision: Decision) -> int:
        """Apply the decision to every dead letter that the queue holds now; returns their number."""
        count = 0
        with opened(self.amqp_url, self.queues) as queues:
            for held in queues.each(decision.queue):
                with self._recorded(decision, held.id):
                    _apply(decision, held)
                count += 1
        return count

    @contextmanager
    def _recorded(self, decision: Decision, dead_letter_id: str) -> Iterator[None]:
        self._record(decision, dead_letter_id, "begun")
        try:
            yield
        except Exception as failure:
            outcome = "refused" if isinstance(failure, Refusal) else "failed"
            self._record(decision, dead_letter_id, outcome, error=type(failure).__name__)
            raise
        self._record(decision, dead_letter_id, "done")

    def _record(self, decision: Decision, dead_letter_id: str, outcome: str, **more: str) -> None:
        details = {"queue": decision.queue, "reason": decision.reason} | more
        if decision.sender is not None:
            details["sender"] = decision.sender
        action = f"{decision.action}_dead_letter"
        with self.database.transaction() as session:
            audit.record(session, self.clock.now(), action, outcome, subject=dead_letter_id, **details)


def _apply(decision: Decision, held: Held) -> None:
    if decision.action == "replay":
        held.replay()
    else:
        held.discard()
