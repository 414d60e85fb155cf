"""Who gave a partner access and took it away stands in the audit trail, among auth's records of people's keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database import audit
from chassis.database.sessions import Database

LOOKING = ("list",)
"""What changes nothing and tells nothing to anybody outside."""


@contextmanager
def recorded(auth_database: str, action: str, partner: str, **details: str) -> Iterator[None]:
    """What is done in the block is on record when it is done, and not done when it cannot be recorded."""
    if action in LOOKING:
        yield
        return
    database = Database(auth_database)
    told = {name: value for name, value in details.items() if value}
    try:
        with entered(Context(caller=SYSTEM)), database.transaction() as session:
            session.execute(text("set local idle_in_transaction_session_timeout = 0"))  # telling a month again is long
            audit.record(session, Clock().now(), f"{action}_partner", subject=partner, **told)
            yield
    finally:
        database.engine.dispose()
