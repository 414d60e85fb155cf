"""One-time links in letters: issued, followed once, expired."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.auth.models import OneTimeToken
from services.auth.refusals import token_invalid
from services.auth.tokens.secrets import digest, new_token

Purpose = Literal["activation", "password", "email", "report"]


def issue(
    session: Session, purpose: Purpose, subject_id: UUID, expires_at: datetime, new_email: str | None = None
) -> str:
    """Issue a token; the earlier unused ones of the same purpose stop working."""
    revoke(session, purpose, subject_id)
    token = new_token()
    session.add(
        OneTimeToken(
            hash=digest(token), purpose=purpose, subject_id=subject_id, new_email=new_email, expires_at=expires_at
        )
    )
    return token


def redeem(session: Session, purpose: Purpose, token: str, now: datetime) -> OneTimeToken:
    """Use the token up; refuses `token_invalid` for an unknown, expired or used one."""
    wanted = select(OneTimeToken).where(OneTimeToken.hash == digest(token), OneTimeToken.purpose == purpose)
    row = session.scalars(wanted.with_for_update()).one_or_none()
    if row is None or row.expires_at <= now:
        raise token_invalid()
    if row.used_at is not None:
        raise token_invalid(used=True)
    row.used_at = now
    return row


def revoke(session: Session, purpose: Purpose, subject_id: UUID) -> None:
    """Delete the unused tokens of that purpose."""
    session.execute(
        delete(OneTimeToken).where(
            OneTimeToken.purpose == purpose, OneTimeToken.subject_id == subject_id, OneTimeToken.used_at.is_(None)
        )
    )
