"""Deletes what is no longer needed: drafts never sent, conversations ended long ago, old notes (152-ФЗ, ст. 5 ч. 7)."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from services.feedback.models import Appeal, AppealMessage, Draft, File, FileContent, Note
from services.feedback.settings import FeedbackSettings
from services.feedback.work import FeedbackCall

BATCH = 200
"""Conversations deleted in one run: with their files they may be large."""


def forget_old(call: FeedbackCall) -> None:
    """Delete both; a conversation is deleted whole or not at all."""
    with call.transaction() as work:
        _forget_old(work.session, work.now, work.dependencies)


def _forget_old(session: Session, now: datetime, settings: FeedbackSettings) -> None:
    session.execute(delete(Draft).where(Draft.saved_at < now - timedelta(days=settings.draft_days)))
    before = now - timedelta(days=settings.appeal_days)
    last_word = select(func.max(AppealMessage.at)).where(AppealMessage.appeal_id == Appeal.id).scalar_subquery()
    over = select(Appeal.id).where(Appeal.state == "closed", Appeal.registered_at < before, last_word < before)
    gone = list(session.scalars(over.order_by(Appeal.seq).limit(BATCH).with_for_update()))
    messages = list(session.scalars(select(AppealMessage.id).where(AppealMessage.appeal_id.in_(gone))))
    files = list(session.scalars(select(File.id).where(File.message_id.in_(messages))))
    session.execute(delete(FileContent).where(FileContent.file_id.in_(files)))
    session.execute(delete(File).where(File.id.in_(files)))
    session.execute(delete(AppealMessage).where(AppealMessage.id.in_(messages)))
    session.execute(delete(Note).where(or_(Note.appeal_id.in_(gone), and_(Note.appeal_id.is_(None), Note.at < before))))
    session.execute(delete(Appeal).where(Appeal.id.in_(gone)))
