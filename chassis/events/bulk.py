"""Many rows at once: COPY into a table, and events by the thousand into the outbox."""

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.context import current, trace_headers
from chassis.database.tables import outbox
from chassis.events.outbox import CHANNEL, EventModel


def driver(session: Session) -> psycopg.Connection:
    """The psycopg connection of the session's transaction."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection


def copy_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add the rows to the table in the session's transaction; the constraints hold as ever."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver(session).cursor() as cursor, cursor.copy(statement) as sink:
        for row in rows:
            sink.write_row(row)


def announce(session: Session, events: Iterable[tuple[str, EventModel]]) -> None:
    """Put (subject, event) pairs into the outbox, like `chassis.events.outbox.add` does with one."""
    headers = json.dumps(trace_headers(current()))
    rows = (
        (uuid.uuid4(), event.SOURCE, event.TYPE, subject, event.model_dump_json(), headers) for subject, event in events
    )
    copy_rows(session, outbox.name, ("id", "source", "type", "subject", "body", "headers"), rows)
    session.execute(text(f"notify {CHANNEL}"))
