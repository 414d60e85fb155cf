"""How much one account may write: enough for a person, too little for a flood."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.errors import Refusal
from services.feedback.models import Appeal, Said
from services.feedback.settings import FeedbackSettings


def within_limit(session: Session, account_number: str, clock: Clock, settings: FeedbackSettings) -> None:
    """Refuses with `bad_request` when the day's messages are spent."""
    since = clock.now() - timedelta(days=1)
    written = select(func.count()).select_from(Said).join(Appeal, Appeal.id == Said.appeal_id)
    mine = written.where(Appeal.account_number == account_number, Said.author == "customer", Said.at > since)
    if session.scalar(mine) >= settings.messages_a_day:  # type: ignore[operator]
        raise Refusal("bad_request", "За сутки отправлено слишком много сообщений. Продолжите завтра.", "text")
