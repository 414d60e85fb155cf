"""Sessions: opened with an opaque token that is stored hashed, listed, ended (ASVS 7.2-7.5)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, delete, select
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.auth import SessionInfo, SessionList, SessionOpened, SessionRef, SessionToken
from contracts.roles import CUSTOMER
from contracts.wire import Nothing
from services.auth.forms.field_errors import one_line
from services.auth.models import SignInSession, User
from services.auth.refusals import session_expired
from services.auth.throttling.limits import masked
from services.auth.tokens.secrets import digest, new_token
from services.auth.work import AuthWork, customer_id


def open_session(work: AuthWork, user: User, ip: str, user_agent: str) -> SessionOpened:
    """Open a session; with the password from a recovery letter it lasts no longer than that password."""
    now, settings = work.now, work.dependencies
    ends_at = min(now + settings.session_absolute, user.password_expires_at or datetime.max.replace(tzinfo=now.tzinfo))
    token = new_token()
    work.session.add(
        SignInSession(
            token_hash=digest(token),
            user_id=user.id,
            opened_at=now,
            last_seen_at=now,
            ends_at=ends_at,
            confirmed_at=now if user.role != CUSTOMER else None,
            ip=one_line(ip),
            user_agent=one_line(user_agent),
        )
    )
    must_change = user.password_expires_at is not None
    return SessionOpened(
        token=token, expires_at=ends_at, must_change_password=must_change, last_sign_in=user.last_sign_in_at
    )


def replace_session(session: Session, token: str | None) -> None:
    """End the session that the browser had before it signed in anew, whoever owned it."""
    if token is not None:
        session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(token)))


def renew_session(session: Session, token: str) -> str:
    """Returns another token for the same session; the old one stops working, wherever it may have leaked to."""
    row = session.scalars(
        select(SignInSession).where(SignInSession.token_hash == digest(token)).with_for_update()
    ).one_or_none()
    if row is None:
        raise session_expired()
    fresh = new_token()
    row.token_hash = digest(fresh)
    return fresh


def sign_out(work: AuthWork, request: SessionToken) -> Nothing:
    """End the session on the server (M3.6); an unknown token is no error, the person is signed out anyway."""
    ended = work.session.scalars(
        delete(SignInSession).where(SignInSession.token_hash == digest(request.token)).returning(SignInSession.user_id)
    ).first()
    if ended is not None:
        audit.record(work.session, work.now, "sign_out", subject=ended, ip=request.ip)
    return Nothing()


def list_sessions(work: AuthWork, request: SessionToken) -> SessionList:
    """The caller's own open sessions, the last used first."""
    return SessionList(sessions=open_sessions(work, customer_id(work), digest(request.token)))


def open_sessions(work: AuthWork, user_id: UUID, here: bytes | None = None) -> list[SessionInfo]:
    """All sessions of a person; `here` is the digest of the token that makes the call."""
    mine = select(SignInSession).where(
        SignInSession.user_id == user_id,
        SignInSession.ends_at > work.now,
        SignInSession.last_seen_at > work.now - work.dependencies.session_idle,
    )
    rows = work.session.scalars(mine.order_by(SignInSession.last_seen_at.desc()))
    return [_info(row, row.token_hash == here) for row in rows]


def end_session(work: AuthWork, request: SessionRef) -> Nothing:
    """End one of the caller's own sessions; a foreign or ended one changes nothing."""
    user_id = customer_id(work)
    wanted = SignInSession.user_id == user_id, cast(SignInSession.id, Text) == request.id
    work.session.execute(delete(SignInSession).where(*wanted))
    audit.record(work.session, work.now, "end_session", subject=user_id)
    return Nothing()


def end_other_sessions(work: AuthWork, request: SessionToken) -> Nothing:
    """End every session of the caller but this one."""
    user_id = customer_id(work)
    others = SignInSession.user_id == user_id, SignInSession.token_hash != digest(request.token)
    work.session.execute(delete(SignInSession).where(*others))
    audit.record(work.session, work.now, "end_other_sessions", subject=user_id)
    return Nothing()


def _info(row: SignInSession, current: bool) -> SessionInfo:
    return SessionInfo(
        id=str(row.id),
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
        ip=masked(row.ip),
        user_agent=row.user_agent,
        current=current,
    )
