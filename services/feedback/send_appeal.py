"""A customer's new appeal (M4.7.1)."""

from uuid import uuid4

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.conversation import attach, say
from services.feedback.drafts import clear_draft
from services.feedback.incoming import checked_files, checked_text
from services.feedback.limits import within_limit
from services.feedback.models import Appeal, Kind
from services.feedback.settings import FeedbackSettings
from services.feedback.terms import due_for
from services.feedback.views import appeal_view


def send_appeal(
    session: Session, request: c.NewAppeal, user_id: str, clock: Clock, settings: FeedbackSettings
) -> c.Appeal:
    """Registers it with its number and the day by which it must be answered."""
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"send_appeal:{user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        kind = session.get(Kind, request.kind)
        if kind is None:
            raise Refusal("bad_request", "Выберите тему обращения из списка.", "kind")
        within_limit(session, request.account_number, clock, settings)
        appeal = Appeal(
            id=str(uuid4()),
            account_number=request.account_number,
            user_id=user_id,
            email=request.email,
            kind=kind.kind,
            state="registered",
            registered_at=clock.now(),
            due_on=due_for(session, kind.kind, clock.today()),
        )
        session.add(appeal)
        session.flush()
        attach(session, say(session, appeal, "customer", user_id, text, clock.now()), files)
        clear_draft(session, user_id)
        answer = appeal_view(session, appeal)
        slot.keep(answer)
    return answer
