"""What an administrator decides about a dead letter, with its outcome in the audit trail."""

from typing import Any, Protocol

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events import dead_letters


class Deed(Protocol):
    """The decision: `deed` is "replay" or "discard"."""

    @property
    def deed(self) -> str: ...
    @property
    def queue(self) -> str: ...
    @property
    def letter_id(self) -> str: ...
    @property
    def reason(self) -> str: ...


def settle(service: type, database: Database, clock: Clock, wanted: Deed) -> dict[str, Any]:
    """Do it; what the letter was.

    The broker and the database share no transaction, so the trail gets two records: that it was begun, before anything
    is done (what cannot be recorded is not done), and then what came of it: done, refused or failed. A record without a
    second one tells that the process was gone in between: whoever reads it looks whether the letter is still there.
    """
    record(database, clock, wanted, "begun")
    try:
        letter = dead_letters.settle(service, wanted.queue, wanted.letter_id, wanted.deed)
    except Exception as failure:
        outcome = "refused" if isinstance(failure, Refusal) else "failed"
        record(database, clock, wanted, outcome, error=type(failure).__name__)
        raise
    record(database, clock, wanted, "done")
    return letter


def record(database: Database, clock: Clock, wanted: Deed, outcome: str, **more: str) -> None:
    told = {"queue": wanted.queue, "reason": wanted.reason} | more
    with database.transaction() as session:
        audit.record(session, clock.now(), f"{wanted.deed}_dead_letter", outcome, subject=wanted.letter_id, **told)
