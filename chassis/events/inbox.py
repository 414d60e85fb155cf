"""Deliveries repeat; effects do not: the id of each handled event is kept with its effect."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

# A constant: a statement that is put together for each event costs more than its execution.
_REMEMBER = text(
    """
    insert into inbox (handler, event_id) select :handler, unnest(cast(:ids as text[]))
    on conflict do nothing returning event_id
    """
)


def first_times(session: Session, handler: str, event_ids: Iterable[str]) -> set[str]:
    """Those of the events that this handler has not yet handled; waits while a twin delivery is being handled.

    The rows belong to the session's transaction: if the effect is rolled back, so is the memory of it.
    """
    # Sorted, so that two who are told the same facts in another order do not wait for each other.
    return set(session.scalars(_REMEMBER, {"handler": handler, "ids": sorted(set(event_ids))}))
