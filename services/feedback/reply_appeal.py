"""A customer writes more: an answered appeal is open again with a new term, a closed one too while it may be."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.idempotency import once
from contracts import feedback as c
from services.feedback.conversation import attach, locked, may_be_reopened, not_found, say, stepped
from services.feedback.incoming import checked_files, checked_text
from services.feedback.limits import within_limit
from services.feedback.settings import FeedbackSettings
from services.feedback.states import Step
from services.feedback.terms import due_for
from services.feedback.views import appeal_view


def reply_appeal(
    session: Session, request: c.Reply, user_id: str, clock: Clock, settings: FeedbackSettings
) -> c.Appeal:
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"reply_appeal:{user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        appeal = locked(session, request.appeal_id)
        if (appeal.account_number, appeal.user_id) != (request.account_number, user_id):
            raise not_found()
        within_limit(session, request.account_number, clock, settings)
        may_be_reopened(appeal, clock.today())
        state = stepped(appeal, Step.CUSTOMER_WRITES)
        if state == "reopened" and appeal.state != "reopened":
            appeal.due_on, appeal.reopen_until = due_for(session, appeal.kind, clock.today()), None
        appeal.state = state
        attach(session, say(session, appeal, "customer", user_id, text, clock.now()), files)
        answer = appeal_view(session, appeal)
        slot.keep(answer)
    return answer
