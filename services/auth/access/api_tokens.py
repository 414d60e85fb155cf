"""Personal API tokens with scopes (B5): shown once, expire, can be revoked, record when they were last used."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, cast, delete, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import ApiTokenIssued, SessionRef, TokenInfo, TokenIssued, TokenList, TokenRequest
from contracts.wire import Nothing
from services.auth.access.takeover import report_key
from services.auth.forms.field_errors import InputError, checked_field, one_line
from services.auth.models import ApiToken, User
from services.auth.tokens.secrets import API_PREFIX, digest, new_token
from services.auth.work import AuthWork, customer_id

MAX_TOKENS = 20
"""Tokens of one person that have not expired."""


def issue_token(work: AuthWork, request: TokenRequest) -> TokenIssued:
    """Issue a token; it is stored hashed and cannot be shown again."""
    session, user_id = work.session, customer_id(work)
    user = session.get_one(User, user_id, with_for_update=True)  # parallel requests are counted one after the other
    with checked_field("name"):
        name = one_line(request.name)
        if not name:
            raise InputError("Дайте токену название, чтобы потом узнать его в списке.")
        if len(_live(session, user_id, work.now)) >= MAX_TOKENS:
            raise InputError(f"У вас уже {MAX_TOKENS} действующих токенов. Отзовите ненужные.")
    issued = issue(session, user_id, name, sorted(set(request.scopes)), request.days, work.now)
    number = user.primary_account
    event = ApiTokenIssued(
        user_id=str(user_id),
        account_number=number,
        email=user.email,
        name=name,
        scopes=issued.info.scopes,
        issued_at=work.now,
        expires_at=issued.info.expires_at,
        report_token=report_key(session, work.dependencies, user_id, user.email, work.now),
    )
    outbox.add(session, event, number)
    return issued


def issue(session: Session, user_id: UUID, name: str, scopes: list[str], days: int, now: datetime) -> TokenIssued:
    """Store a new token hashed, record it in the audit trail, return it."""
    token = new_token(API_PREFIX)
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


def list_tokens(work: AuthWork, request: Nothing) -> TokenList:
    """The caller's own tokens that have not expired, the newest first."""
    return TokenList(tokens=token_infos(work.session, customer_id(work), work.now))


def revoke_token(work: AuthWork, request: SessionRef) -> Nothing:
    """Revoke one of the caller's own tokens; a foreign or unknown one changes nothing."""
    session, user_id = work.session, customer_id(work)
    mine = ApiToken.user_id == user_id, cast(ApiToken.id, Text) == request.id
    name = session.scalars(delete(ApiToken).where(*mine).returning(ApiToken.name)).first()
    if name is not None:
        audit.record(session, work.now, "revoke_token", subject=user_id, name=name)
    return Nothing()


def token_infos(session: Session, user_id: UUID, now: datetime) -> list[TokenInfo]:
    """The person's tokens that have not expired, the newest first."""
    return [_info(row) for row in _live(session, user_id, now)]


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
