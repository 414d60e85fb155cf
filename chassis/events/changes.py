"""Queues of changes: tables that collect what has changed, drained in batches into one event for each batch.

A trigger or a use case adds rows. One transaction takes a batch, reads the present state and stores the event, so a
change is announced at least once and by one replica only.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from chassis.database.sessions import Database

BATCH = 500
"""Rows that one transaction takes, and so things that one event has at most."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What has changed, each once and in order, and the version of the state that is read after this was taken."""

    names: list[str]
    version: int


@dataclass(frozen=True, slots=True)
class ChangeQueue:
    """A table with `id` and the name of what changed in `column`, and the sequence of versions.

    The version is drawn between taking the rows and reading the state: who draws a greater one reads a state at least
    as new.
    """

    table: str
    column: str
    sequence: str

    def take(self, session: Session) -> Batch | None:
        """Remove a batch from the queue in the session's transaction; returns None when there is nothing."""
        names = sorted(set(session.scalars(self._taking(), {"batch": BATCH})))
        if not names:
            return None
        return Batch(names, session.scalars(text(f"select nextval('{self.sequence}')")).one())

    def _taking(self) -> TextClause:
        return text(
            f"delete from {self.table} where id in ("  # noqa: S608 - names from the code
            f"select id from {self.table} order by id limit :batch for update skip locked) returning {self.column}"
        )


def drain(database: Database, announce: Callable[[Session], bool]) -> None:
    """Call `announce`, each time in a transaction of its own, until it finds nothing to announce."""
    found = True
    while found:
        with database.transaction() as session:
            found = announce(session)
