"""Records in auth's audit trail who gave a partner access and who took it away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database import audit
from chassis.database.sessions import Database

UNRECORDED = ("list",)
"""Actions that change nothing and send nothing outside."""


@contextmanager
def recorded(auth_database: str, action: str, partner: str, **details: str) -> Iterator[None]:
    """Commits the record with the block: what fails is not recorded, what cannot be recorded is not done."""
    if action in UNRECORDED:
        yield
        return
    database = Database(auth_database)
    given = {name: value for name, value in details.items() if value}
    try:
        with entered(Context(caller=SYSTEM)), database.transaction() as session:
            session.execute(text("set local idle_in_transaction_session_timeout = 0"))  # replaying a month takes long
            audit.record(session, Clock().now(), f"{action}_partner", subject=partner, **given)
            yield
    finally:
        database.engine.dispose()
