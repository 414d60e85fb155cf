"""Deliveries repeat; effects do not: the id of each handled event is kept with its effect."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.tables import inbox


def first_times(session: Session, handler: str, event_ids: Iterable[str]) -> set[str]:
    """Those of the events that this handler has not yet handled; waits while a twin delivery is being handled.

    The rows belong to the session's transaction: if the effect is rolled back, so is the memory of it.
    """
    # Sorted, so that two who are told the same facts in another order do not wait for each other.
    rows = [{"handler": handler, "event_id": event_id} for event_id in sorted(set(event_ids))]
    statement = insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.event_id)
    return set(session.scalars(statement))
