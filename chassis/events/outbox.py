"""Events leave through a table: a fact is written with the change that makes it true, in one transaction."""

import uuid
from typing import ClassVar, Protocol

from sqlalchemy import func, insert
from sqlalchemy.orm import Session

from chassis.context import current, trace_headers
from chassis.database.tables import outbox
from chassis.failpoint import crashpoint

CHANNEL = "outbox"
"""The PostgreSQL channel by which a commit wakes the relay."""
_ADD = insert(outbox).returning(func.pg_notify(CHANNEL, ""))  # one exchange with the server, not two


class EventModel(Protocol):
    """What the chassis needs to know of an event: a pydantic model with its routing on the class."""

    TYPE: ClassVar[str]
    SOURCE: ClassVar[str]

    def model_dump_json(self) -> str: ...


def add(session: Session, event: EventModel, subject: str) -> str:
    """Put the event into the session's transaction; `subject` is what it is about (an account number).

    Returns the envelope's id. Nothing leaves the process here: the relay publishes after the commit.
    """
    identity = uuid.uuid4()
    session.execute(
        _ADD,
        {
            "id": identity,
            "source": event.SOURCE,
            "type": event.TYPE,
            "subject": subject,
            "body": event.model_dump_json(),
            "headers": trace_headers(current()),
        },
    )
    crashpoint("outbox.added")
    return str(identity)
