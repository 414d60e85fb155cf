"""What a customer has begun to write: stored on the server, so that it outlives their session."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts import feedback as c
from contracts.auth import CabinetDeleted
from contracts.wire import Nothing
from services.feedback.models import Draft
from services.feedback.work import FeedbackWork, author_id


def get_draft(work: FeedbackWork, request: Nothing) -> c.Draft:
    """The caller's draft; empty when there is none."""
    kept = work.session.get(Draft, author_id(work))
    return c.Draft(kind=kept.kind, text=kept.text) if kept else c.Draft(kind="", text="")


def save_draft(work: FeedbackWork, request: c.Draft) -> Nothing:
    """Store the caller's draft over the last one; an empty text deletes it."""
    session, user_id = work.session, author_id(work)
    if not request.text.strip():
        clear_draft(session, user_id)
        return Nothing()
    kept = insert(Draft).values(user_id=user_id, kind=request.kind, text=request.text, saved_at=work.now)
    fresh = {"kind": kept.excluded.kind, "text": kept.excluded.text, "saved_at": kept.excluded.saved_at}
    session.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_=fresh))
    return Nothing()


def forget_author(work: FeedbackWork, event: CabinetDeleted) -> None:
    """What was never sent goes with its author's cabinet."""
    clear_draft(work.session, event.user_id)


def clear_draft(session: Session, user_id: str) -> None:
    session.execute(delete(Draft).where(Draft.user_id == user_id))
