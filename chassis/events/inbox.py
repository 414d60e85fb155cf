"""The inbox: deliveries repeat, effects do not, because the id of each handled event is stored with its effect."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

# A constant: building a statement for each event costs more than executing it.
_RECORD = text(
    """
    insert into inbox (handler, event_id) select :handler, unnest(cast(:ids as text[]))
    on conflict do nothing returning event_id
    """
)


def record_new(session: Session, handler: str, event_ids: Iterable[str]) -> set[str]:
    """Record the events as handled; returns the ids of those that this handler has not handled before.

    It waits while another transaction handles the same event. The rows belong to the session's transaction: when the
    effect is rolled back, so is the record of it.
    """
    # Sorted, so that two consumers of the same events in a different order do not deadlock.
    return set(session.scalars(_RECORD, {"handler": handler, "ids": sorted(set(event_ids))}))
