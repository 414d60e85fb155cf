"""Where attachments lie: behind this port, so that they can move out of the database when they outgrow it."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.feedback.models import FileContent


class FileStore(Protocol):
    def keep(self, file_id: str, content: bytes) -> None: ...

    def content(self, file_id: str) -> bytes:
        """Raises KeyError for an unknown file."""
        ...


class InDatabase:
    """Beside the messages: at most 2 MiB each, in the same transaction and the same backup."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, file_id: str, content: bytes) -> None:
        self._session.add(FileContent(file_id=file_id, content=content))

    def content(self, file_id: str) -> bytes:
        found = self._session.scalar(select(FileContent.content).where(FileContent.file_id == file_id))
        if found is None:
            raise KeyError(file_id)
        return found
