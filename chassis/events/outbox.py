"""The transactional outbox: an event is stored in the transaction of the change that it announces."""

import json
import uuid
from collections.abc import Iterable
from typing import ClassVar, Protocol

from sqlalchemy import func, insert, text
from sqlalchemy.orm import Session

from chassis.context import current, trace_headers
from chassis.database.bulk_copy import copy_rows
from chassis.database.tables import outbox
from chassis.failpoint import failpoint

CHANNEL = "outbox"
"""The PostgreSQL channel by which a commit wakes the relay."""
_ADD = insert(outbox).returning(func.pg_notify(CHANNEL, ""))  # one round trip to the server, not two


class EventModel(Protocol):
    """What the chassis needs to know of an event: a pydantic model with its routing on the class."""

    TYPE: ClassVar[str]
    SOURCE: ClassVar[str]

    def model_dump_json(self) -> str: ...


def add(session: Session, event: EventModel, subject: str) -> str:
    """Store an event in the session's transaction; `subject` is what it is about (an account number).

    Returns the id of its envelope. The relay publishes it after the commit.
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
    failpoint("outbox.added")
    return str(identity)


def add_many(session: Session, events: Iterable[tuple[str, EventModel]]) -> None:
    """Store (subject, event) pairs by the thousand, with COPY."""
    headers = json.dumps(trace_headers(current()))
    rows = (
        (uuid.uuid4(), event.SOURCE, event.TYPE, subject, event.model_dump_json(), headers) for subject, event in events
    )
    copy_rows(session, outbox.name, ("id", "source", "type", "subject", "body", "headers"), rows)
    session.execute(text(f"notify {CHANNEL}"))
