"""What a customer does with an appeal: sends one (M4.7.1), writes more, rates the answer."""

from uuid import uuid4

from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.appeals.drafts import clear_draft
from services.feedback.appeals.states import Step, after
from services.feedback.appeals.terms import due_for
from services.feedback.appeals.thread import (
    add_message,
    attach,
    check_reopening,
    checked_text,
    locked,
    next_state,
    not_found,
    within_limit,
)
from services.feedback.appeals.views import appeal_view
from services.feedback.attachments.checks import checked_files
from services.feedback.attachments.virus_scan import scan
from services.feedback.models import Appeal, Kind
from services.feedback.work import FeedbackCall, FeedbackWork, author_id


def send_appeal(call: FeedbackCall, request: c.NewAppeal) -> c.Appeal:
    """Register an appeal with its number and the day by which it must be answered.

    Files are scanned before the transaction begins.
    """
    scan(call.dependencies, request.files)
    with call.transaction() as work:
        return _register(work, request)


def _register(work: FeedbackWork, request: c.NewAppeal) -> c.Appeal:
    session, user_id = work.session, author_id(work)
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"send_appeal:{user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        kind = session.get(Kind, request.kind)
        if kind is None:
            raise Refusal("bad_request", "Выберите тему обращения из списка.", "kind")
        within_limit(work, request.account_number)
        appeal = Appeal(
            id=str(uuid4()),
            account_number=request.account_number,
            user_id=user_id,
            email=request.email,
            kind=kind.kind,
            state="registered",
            registered_at=work.now,
            due_on=due_for(session, kind.kind, work.clock.today()),
        )
        session.add(appeal)
        session.flush()
        attach(session, add_message(session, appeal, "customer", user_id, text, work.now), files)
        clear_draft(session, user_id)
        answer = appeal_view(session, appeal)
        slot.keep(answer)
    return answer


def reply_appeal(call: FeedbackCall, request: c.Reply) -> c.Appeal:
    """Add to the conversation: an answered appeal is reopened with a new term, a closed one too while it may be."""
    scan(call.dependencies, request.files)
    with call.transaction() as work:
        return _reply(work, request)


def _reply(work: FeedbackWork, request: c.Reply) -> c.Appeal:
    session, user_id = work.session, author_id(work)
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"reply_appeal:{user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        appeal = locked(session, request.appeal_id)
        if (appeal.account_number, appeal.user_id) != (request.account_number, user_id):
            raise not_found()
        within_limit(work, request.account_number)
        check_reopening(appeal, work.clock.today())
        state = next_state(appeal, Step.CUSTOMER_WRITES)
        if state == "reopened" and appeal.state != "reopened":
            appeal.due_on, appeal.reopen_until = due_for(session, appeal.kind, work.clock.today()), None
        appeal.state = state
        attach(session, add_message(session, appeal, "customer", user_id, text, work.now), files)
        answer = appeal_view(session, appeal)
        slot.keep(answer)
    return answer


def rate_appeal(work: FeedbackWork, request: c.Rating) -> c.Appeal:
    """Rate the answer; the last rating counts."""
    appeal = locked(work.session, request.appeal_id)
    if (appeal.account_number, appeal.user_id) != (request.account_number, author_id(work)):
        raise not_found()
    if after(appeal.state, Step.CUSTOMER_RATES) is None:  # type: ignore[arg-type]
        raise Refusal("bad_request", "Оценить можно ответ, когда он появится.", "rating")
    appeal.rating = request.rating
    return appeal_view(work.session, appeal)
