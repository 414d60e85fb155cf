"""Personal API tokens with scopes (B5): shown once, expire, can be revoked, tell when they were last used."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, cast, delete, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from contracts.auth import SessionRef, TokenInfo, TokenIssued, TokenList, TokenRequest
from contracts.wire import Nothing
from services.auth.forms.field_errors import Advice, field, one_line
from services.auth.models import ApiToken
from services.auth.tokens.secrets import API_PREFIX, digest, new_token

MOST = 20
"""Live tokens of one person."""


def issue_token(session: Session, user_id: UUID, request: TokenRequest, clock: Clock) -> TokenIssued:
    """A new token; it is stored hashed and cannot be shown again."""
    with field("name"):
        name = one_line(request.name)
        if not name:
            raise Advice("Дайте токену название, чтобы потом узнать его в списке.")
        if len(_live(session, user_id, clock.now())) >= MOST:
            raise Advice(f"У вас уже {MOST} действующих токенов. Отзовите ненужные.")
    return issue(session, user_id, name, sorted(set(request.scopes)), request.days, clock)


def issue(session: Session, user_id: UUID, name: str, scopes: list[str], days: int, clock: Clock) -> TokenIssued:
    """Store it hashed, leave a trace, show it."""
    now, token = clock.now(), new_token(API_PREFIX)
    row = ApiToken(
        token_hash=digest(token),
        user_id=user_id,
        name=name,
        scopes=scopes,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    audit.record(session, now, "issue_token", subject=user_id, name=name, scopes=" ".join(scopes))
    return TokenIssued(token=token, info=_info(row))


def list_tokens(session: Session, user_id: UUID, clock: Clock) -> TokenList:
    return TokenList(tokens=[_info(row) for row in _live(session, user_id, clock.now())])


def revoke_token(session: Session, user_id: UUID, request: SessionRef, clock: Clock) -> Nothing:
    """Make one's own token worthless at once; a foreign or unknown one changes nothing."""
    mine = ApiToken.user_id == user_id, cast(ApiToken.id, Text) == request.id
    name = session.scalars(delete(ApiToken).where(*mine).returning(ApiToken.name)).first()
    if name is not None:
        audit.record(session, clock.now(), "revoke_token", subject=user_id, name=name)
    return Nothing()


def revoke_all_tokens(session: Session, user_id: UUID) -> None:
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))


def _live(session: Session, user_id: UUID, now: datetime) -> list[ApiToken]:
    mine = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.expires_at > now)
    return list(session.scalars(mine.order_by(ApiToken.created_at.desc())))


def _info(row: ApiToken) -> TokenInfo:
    return TokenInfo(
        id=str(row.id),
        name=row.name,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
