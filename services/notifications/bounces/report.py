"""Parses a delivery status notification (RFC 3464): which of our letters was returned, and why. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from services.notifications.replies import cause_of

ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REPLY = re.compile(r"\bsmtp\s{0,9};\s{0,9}(\d{3})\b", re.IGNORECASE)
UNSAID, UNSPECIFIC = "5.0.0", 554
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One recipient of one report. `message_id` is of the returned letter, empty when the report omits it."""

    message_id: str
    action: str
    """failed, delayed, delivered, relayed or expanded."""
    status: str
    """Enhanced status code, such as 5.1.1."""
    reason: str

    @property
    def final(self) -> bool:
        """No mail server will retry."""
        return self.action == "failed"

    @property
    def wrong_address(self) -> bool:
        """The address is at fault, not the letter, a full mailbox or we: judged as a reply that we get ourselves."""
        reply = REPLY.search(self.reason)
        cause = cause_of(int(reply[1]) if reply else UNSPECIFIC, f"{self.status} {self.reason}", "recipient")
        return self.final and self.status.startswith("5") and cause == "address"


def parse(content: bytes) -> list[DeliveryReport]:
    """Returns what a message reports; an empty list when it is no report."""
    message = message_from_bytes(content, policy=policy.compat32)
    if message.get_content_type() != "multipart/report":
        return []
    parts = list(message.walk())
    letter = next((found for part in parts[1:] if (found := _original(part))), "")
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    return [one for report in reports for one in _each(report, letter)]


def _each(part: Message, letter: str) -> Iterator[DeliveryReport]:
    """The first block is about the message, each other one about a recipient."""
    for block in _inner(part)[1:]:
        diagnosis = str(block.get("Diagnostic-Code", "")).strip()
        reason = " ".join(f"{block.get('Status', '')} {diagnosis}".split())[:LONGEST_REASON]
        yield DeliveryReport(letter, str(block.get("Action", "")).strip().lower(), _status(block, diagnosis), reason)


def _status(block: Message, diagnosis: str) -> str:
    """The status code; where it is unspecific, the code in the diagnosis."""
    stated = ENHANCED.search(str(block.get("Status", "")))
    status = stated[1] if stated else UNSAID
    if not status.endswith(".0.0"):
        return status
    closer = ENHANCED.search(diagnosis)
    return closer[1] if closer else status


def _original(part: Message) -> str:
    """The Message-ID in the copy of the letter or of its headers."""
    if part.get_content_type() == "message/rfc822":
        return next((str(inner.get("Message-ID", "")).strip() for inner in _inner(part)), "")
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        headers = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=policy.compat32)
        return str(headers.get("Message-ID", "")).strip()
    return ""


def _inner(part: Message) -> list[Message]:
    """The messages that a part consists of."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
