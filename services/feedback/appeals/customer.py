"""What a customer does with an appeal: sends one (M4.7.1), writes more, rates the answer."""

from uuid import uuid4

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.appeals.drafts import clear_draft
from services.feedback.appeals.states import Step, after
from services.feedback.appeals.terms import due_for
from services.feedback.appeals.thread import (
    attach,
    checked_text,
    locked,
    may_be_reopened,
    not_found,
    say,
    stepped,
    within_limit,
)
from services.feedback.appeals.views import appeal_view
from services.feedback.attachments.checks import checked_files
from services.feedback.models import Appeal, Kind
from services.feedback.settings import FeedbackSettings


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


def rate_appeal(session: Session, request: c.Rating, user_id: str) -> c.Appeal:
    appeal = locked(session, request.appeal_id)
    if (appeal.account_number, appeal.user_id) != (request.account_number, user_id):
        raise not_found()
    if after(appeal.state, Step.CUSTOMER_RATES) is None:  # type: ignore[arg-type]
        raise Refusal("bad_request", "Оценить можно ответ, когда он появится.", "rating")
    appeal.rating = request.rating
    return appeal_view(session, appeal)
