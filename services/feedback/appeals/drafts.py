"""What a customer has begun to write: it waits for him on the server, whatever becomes of his session."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts import feedback as c
from contracts.wire import Nothing
from services.feedback.models import Draft


def get_draft(session: Session, user_id: str) -> c.Draft:
    """Empty when there is none."""
    kept = session.get(Draft, user_id)
    return c.Draft(kind=kept.kind, text=kept.text) if kept else c.Draft(kind="", text="")


def save_draft(session: Session, request: c.Draft, user_id: str, clock: Clock) -> Nothing:
    """The last one counts; an empty text clears it."""
    if not request.text.strip():
        clear_draft(session, user_id)
        return Nothing()
    kept = insert(Draft).values(user_id=user_id, kind=request.kind, text=request.text, saved_at=clock.now())
    fresh = {"kind": kept.excluded.kind, "text": kept.excluded.text, "saved_at": kept.excluded.saved_at}
    session.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_=fresh))
    return Nothing()


def clear_draft(session: Session, user_id: str) -> None:
    session.execute(delete(Draft).where(Draft.user_id == user_id))
