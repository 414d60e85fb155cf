"""The supplier answers: the customer sees it in the section and gets a letter."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.events import outbox
from contracts import feedback as c
from services.feedback.conversation import attach, locked, say, stepped
from services.feedback.incoming import checked_files, checked_text
from services.feedback.states import Step
from services.feedback.views import appeal_view, number_of


def answer_appeal(session: Session, request: c.Answer, staff_id: str, clock: Clock) -> c.Appeal:
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"answer_appeal:{staff_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        appeal = locked(session, request.appeal_id)
        appeal.state, appeal.answered_at = stepped(appeal, Step.SUPPLIER_ANSWERS), clock.now()
        attach(session, say(session, appeal, "supplier", staff_id, text, clock.now()), files)
        event = c.AppealAnswered(
            appeal_id=appeal.id,
            number=number_of(appeal),
            account_number=appeal.account_number,
            email=appeal.email,
            answered_at=clock.now(),
        )
        outbox.add(session, event, subject=appeal.account_number)
        told = {"number": event.number, "files": str(len(files))}
        audit.record(session, clock.now(), "answer_appeal", subject=appeal.id, account=appeal.account_number, **told)
        answer = appeal_view(session, appeal)
        slot.keep(answer)
    return answer
