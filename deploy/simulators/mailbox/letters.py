"""A letter as people and tests read it, from the message that came by SMTP."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.policy import default
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """`recipients` are those of the envelope: who really gets it."""

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def subject(self) -> str:
        return str(self.message["subject"] or "")

    @property
    def author(self) -> str:
        """The header, with the name that people see."""
        raw = message_from_bytes(self.raw)["from"]  # unparsed: the parser puts a space where a long name was folded
        return str(make_header(decode_header(raw))) if raw else self.sender

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(part.get_filename() or f"file-{number}", part.get_content_type(), _bytes(part))
            for number, part in enumerate(self.message.iter_attachments(), 1)
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return "" if part is None else _bytes(part).decode(part.get_content_charset("utf-8"), "replace")


def arrived(number: int, sender: str, recipients: list[str], raw: bytes) -> Letter:
    """A letter that came now."""
    return Letter(f"{number:06}", datetime.now(UTC), sender, tuple(recipients), raw)


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
