"""From which browsers a person signs in: a letter tells of one that was never seen (who it is, is not stored)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.auth import UnknownBrowserSignedIn
from services.auth.access.takeover import report_key
from services.auth.models import KnownBrowser, TrustedNetwork, User
from services.auth.settings import AuthSettings
from services.auth.throttling.limits import network
from services.auth.tokens.secrets import digest, new_token

SHORTEST = 40
"""Of a browser's token: what is shorter was not issued here."""


def remember_browser(
    session: Session,
    settings: AuthSettings,
    user: User,
    presented: str | None,
    ip: str,
    user_agent: str,
    now: datetime,
) -> str:
    """Returns the token that the browser keeps from now on; call it before the sign-in itself is recorded.

    A program, which keeps none, is known by its name and network. Nothing is told of the first sign-in at all, nor of
    one from a network of the owner's while no browser is known yet (cabinets older than this list).
    """
    token = presented if presented and len(presented) >= SHORTEST else new_token()
    kept = _key(user.id, token if presented is not None else f"{user_agent} {network(ip)}")
    known = session.scalar(select(func.count()).where(KnownBrowser.user_id == user.id)) or 0
    seen = session.get(KnownBrowser, (user.id, kept)) is not None
    if not seen and not _expected(session, user, ip, known):
        number = user.primary_account
        event = UnknownBrowserSignedIn(
            user_id=str(user.id),
            account_number=number,
            email=user.email,
            user_agent=user_agent[:300],
            signed_in_at=now,
            report_token=report_key(session, settings, user.id, user.email, now),
        )
        outbox.add(session, event, number)
    keep_browser(session, user.id, kept, now)
    return token


def keep_token(session: Session, user_id: UUID, token: str, now: datetime) -> None:
    """The browser in which the password was changed stays known."""
    if len(token) >= SHORTEST:
        keep_browser(session, user_id, _key(user_id, token), now)


def keep_browser(session: Session, user_id: UUID, key: bytes, now: datetime) -> None:
    row = insert(KnownBrowser).values(user_id=user_id, hash=key, last_at=now)
    session.execute(row.on_conflict_do_update(index_elements=["user_id", "hash"], set_={"last_at": now}))


def _key(user_id: UUID, token: str) -> bytes:
    """With the user in it, so that the table does not tell who shares a browser."""
    return digest(f"{user_id} {token}")


def _expected(session: Session, user: User, ip: str, known: int) -> bool:
    if user.last_sign_in_at is None:
        return True
    return known == 0 and session.get(TrustedNetwork, (user.id, network(ip))) is not None
