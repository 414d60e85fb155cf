"""Deliveries repeat; effects do not: the id of each handled event is kept with its effect."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.tables import inbox


def first_time(session: Session, handler: str, event_id: str) -> bool:
    """Whether this handler has not yet handled the event; waits while a twin delivery is being handled.

    The row belongs to the session's transaction: if the effect is rolled back, so is the memory of it.
    """
    row = insert(inbox).values(handler=handler, event_id=event_id).on_conflict_do_nothing()
    return session.execute(row.returning(inbox.c.event_id)).first() is not None
