"""The supplier answers an appeal; answered appeals to which nothing more is said are closed."""

from datetime import timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.events import outbox
from contracts import feedback as c
from services.feedback.appeals.states import STEPS, Step
from services.feedback.appeals.thread import attach, checked_text, locked, say, stepped
from services.feedback.appeals.views import appeal_view, number_of
from services.feedback.attachments.checks import checked_files
from services.feedback.models import Appeal, Term


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


def close_silent(session: Session, clock: Clock, silent_days: int) -> int:
    """How many were closed. A reply that holds its row at this moment wins: the row is judged again after it."""
    before, today = clock.now() - timedelta(days=silent_days), clock.today()
    reopen_days = (
        select(func.nullif(Term.reopen_days, 0))
        .where(Term.kind == Appeal.kind, Term.since <= today)
        .order_by(Term.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    silent = update(Appeal).where(Appeal.state == "answered", Appeal.answered_at < before)
    values = {"state": STEPS["answered", Step.SILENCE], "reopen_until": literal(today) + reopen_days}
    closed = session.execute(silent.values(values).returning(Appeal.id))
    return len(closed.all())
