"""The supplier answers an appeal; answered appeals to which no message follows are closed."""

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Update

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.events import outbox
from contracts import feedback as c
from services.feedback.appeals.numbers import number_of
from services.feedback.appeals.states import STEPS, Step
from services.feedback.appeals.thread import add_message, attach, checked_text, locked, next_state
from services.feedback.appeals.views import appeal_view
from services.feedback.attachments.checks import checked_files
from services.feedback.attachments.virus_scan import scan
from services.feedback.models import Appeal, AppealMessage, Term
from services.feedback.work import FeedbackCall, FeedbackWork, author_id


def answer_appeal(call: FeedbackCall, request: c.Answer) -> c.Appeal:
    """Answer: the customer sees it in the section and gets a letter; of an appeal that did not come through the cabinet
    the answer is noted that staff have given by telephone, by post or at the office.

    Files are scanned before the transaction begins.
    """
    scan(call.dependencies, request.files)
    with call.transaction() as work:
        return _answer(work, request)


def close_silent(call: FeedbackCall) -> None:
    """Close answered appeals to which no message followed, each with the day until which it may be reopened.

    A reply that holds its row at this moment wins: the row is checked again after it.
    """
    with call.transaction() as work:
        work.session.execute(_closing(work))


def _answer(work: FeedbackWork, request: c.Answer) -> c.Appeal:
    session, staff_id, now = work.session, author_id(work), work.now
    text, files = checked_text(request.text), checked_files(request.files)
    with once(session, f"answer_appeal:{staff_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        appeal = locked(session, request.appeal_id)
        _refuse_if_changed(session, appeal, request.seen)
        appeal.state, appeal.answered_at = next_state(appeal, Step.SUPPLIER_ANSWERS), now
        way = "cabinet" if appeal.channel == "cabinet" else request.way or appeal.answer_way
        added = add_message(session, appeal, "supplier", staff_id, text, now, by_name=request.by_name, way=way)
        attach(session, added, files)
        if way == "cabinet":
            _tell(session, appeal, now)
        details = {"number": number_of(appeal), "files": str(len(files)), "way": way}
        audit.record(session, now, "answer_appeal", subject=appeal.id, account=appeal.account_number, **details)
        answer = appeal_view(session, appeal, for_staff=True)
        slot.keep(answer)
    return answer


def _refuse_if_changed(session: Session, appeal: Appeal, seen: int | None) -> None:
    """Refuses with `appeal_changed` an answer to a conversation that has gone on since its author looked at it."""
    last = session.scalar(
        select(AppealMessage).where(AppealMessage.appeal_id == appeal.id).order_by(AppealMessage.id.desc()).limit(1)
    )
    if seen is None or last is None or last.id == seen:
        return
    who = "абонент написал ещё" if last.author == "customer" else f"уже ответил сотрудник {last.by_name or 'портала'}"
    text = f"Пока Вы писали, {who}. Прочтите переписку ниже; Ваш текст сохранён, его можно исправить и отправить."
    raise Refusal("appeal_changed", text, "text")


def _tell(session: Session, appeal: Appeal, now: datetime) -> None:
    event = c.AppealAnswered(
        appeal_id=appeal.id,
        number=number_of(appeal),
        account_number=appeal.account_number,
        email=appeal.email,
        answered_at=now,
    )
    outbox.add(session, event, subject=appeal.account_number)


def _closing(work: FeedbackWork) -> Update:
    today = work.clock.today()
    before = work.now - timedelta(days=work.dependencies.silent_days)
    reopen_days = (
        select(func.nullif(Term.reopen_days, 0))
        .where(Term.kind == Appeal.kind, Term.since <= today)
        .order_by(Term.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    silent = update(Appeal).where(Appeal.state == "answered", Appeal.answered_at < before)
    return silent.values(state=STEPS["answered", Step.SILENCE], reopen_until=literal(today) + reopen_days)
