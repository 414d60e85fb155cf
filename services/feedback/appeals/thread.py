"""The conversation of an appeal: what may be added to it, and adding it."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.feedback.appeals.states import State, Step, after
from services.feedback.attachments import store
from services.feedback.attachments.checks import CheckedFile
from services.feedback.models import Appeal, AppealMessage, File
from services.feedback.work import FeedbackWork

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def checked_text(text: str) -> str:
    """The text without invisible characters. Refuses an empty one with `bad_request`."""
    clean = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not clean:
        raise Refusal("bad_request", "Напишите текст обращения.", "text")
    return clean


def within_limit(work: FeedbackWork, account_number: str) -> None:
    """Refuses with `bad_request` when the account has sent as many messages in 24 hours as the settings allow."""
    since = work.now - timedelta(days=1)
    written = select(func.count()).select_from(AppealMessage).join(Appeal, Appeal.id == AppealMessage.appeal_id)
    mine = written.where(
        Appeal.account_number == account_number, AppealMessage.author == "customer", AppealMessage.at > since
    )
    if work.session.scalar(mine) >= work.dependencies.messages_a_day:  # type: ignore[operator]
        raise Refusal("bad_request", "За сутки отправлено слишком много сообщений. Продолжите завтра.", "text")


def add_message(
    session: Session,
    appeal: Appeal,
    author: str,
    user_id: str,
    text: str,
    at: datetime,
    *,
    by_name: str = "",
    way: str = "cabinet",
) -> AppealMessage:
    message = AppealMessage(
        appeal_id=appeal.id, at=at, author=author, user_id=user_id, text=text, by_name=by_name, way=way
    )
    session.add(message)
    session.flush()
    return message


def attach(session: Session, message: AppealMessage, files: list[CheckedFile]) -> None:
    for place, file in enumerate(files):
        row = File(
            id=str(uuid4()),
            message_id=message.id,
            place=place,
            name=file.name,
            size=len(file.content),
            media_type=file.media_type,
        )
        session.add(row)
        session.flush()
        store.keep(session, row.id, file.content)


def locked(session: Session, appeal_id: str) -> Appeal:
    """The appeal, held until the end of the transaction. Refuses with `appeal_not_found`."""
    found = session.scalar(select(Appeal).where(Appeal.id == appeal_id).with_for_update())
    if found is None:
        raise not_found()
    return found


def not_found() -> Refusal:
    return Refusal("appeal_not_found", "Обращение не найдено.", "appeal_id")


def check_reopening(appeal: Appeal, today: date) -> None:
    """Refuses with `appeal_closed` a closed appeal whose term for reopening is over."""
    if appeal.state != "closed" or (appeal.reopen_until is not None and today <= appeal.reopen_until):
        return
    message = "Обращение закрыто, и срок, когда его можно было открыть повторно, прошёл. Отправьте новое."
    raise Refusal("appeal_closed", message, "appeal_id")


def next_state(appeal: Appeal, step: Step) -> State:
    """The state after the step. Refuses with `appeal_closed`."""
    state = after(appeal.state, step)  # type: ignore[arg-type]
    if state is None:
        raise Refusal("appeal_closed", "Это обращение закрыто. Отправьте новое.", "appeal_id")
    return state
