"""Addresses that return letters: marked, and cleared when letters arrive again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.models import BouncedAddress, Letter

SILENCE = timedelta(days=6)
"""Mail servers give up after five days at most (RFC 5321, 4.5.4.1): a letter not returned by then has arrived."""


def mark_address(session: Session, email: str, reason: str, now: datetime, *, late: bool = False) -> None:
    """Mark an address. `late`: our mail server had accepted the letter, so accepting the next one proves nothing."""
    new = insert(BouncedAddress).values(email=email.lower(), at=now, error=reason, late=late)
    again = {"at": new.excluded.at, "error": new.excluded.error, "late": new.excluded.late}
    session.execute(new.on_conflict_do_update(index_elements=["email"], set_=again))


def clear_marks(session: Session, now: datetime) -> None:
    """Remove the mark from addresses to which a later letter was sent and not returned."""
    arrived = exists().where(
        func.lower(Letter.email) == BouncedAddress.email,
        Letter.state == "sent",
        Letter.sent_at > BouncedAddress.at,
        Letter.sent_at < now - SILENCE,
    )
    session.execute(delete(BouncedAddress).where(BouncedAddress.late, arrived))
