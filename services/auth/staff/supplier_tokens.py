"""Tokens of the supplier's own system for uploading files: issued, listed and revoked by commands and at the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, delete, func, literal, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from contracts.auth import TokenIssued
from contracts.roles import ACCOUNTANTS
from services.auth.access import api_tokens
from services.auth.forms.field_errors import InputError, one_line
from services.auth.models import ApiToken, User

SCOPE = "import"
"""The only scope of such a token; no customer can have it."""


def issue_supplier_token(session: Session, login: str, name: str, days: int, clock: Clock) -> TokenIssued:
    """Issue a token for which a member of staff is responsible. Raises InputError."""
    owner = session.scalars(select(User).where(User.login == one_line(login).casefold())).one_or_none()
    if owner is None or owner.role not in ACCOUNTANTS or owner.disabled_at is not None:
        raise InputError(f"{login} is no accountant: make one with `staff add {login} accountant`")
    if not (named := one_line(name)):
        raise InputError("say what the token is for: the name is how you know it again in the list")
    return api_tokens.issue(session, owner.id, named, [SCOPE], days, clock.now())


@dataclass(frozen=True, slots=True)
class ListedToken:
    """A line of the list. The token itself is stored as a digest only."""

    id: UUID
    login: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def list_supplier_tokens(session: Session) -> list[ListedToken]:
    """All valid tokens, and for thirty days those that have expired; the newest first."""
    columns = (
        ApiToken.id,
        func.coalesce(User.login, ""),
        ApiToken.name,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
    )
    wanted = select(*columns).join(User, User.id == ApiToken.user_id).where(literal(SCOPE) == any_(ApiToken.scopes))
    return [
        ListedToken(*row) for row in session.execute(wanted.order_by(ApiToken.created_at.desc(), ApiToken.id)).tuples()
    ]


def revoke_supplier_token(session: Session, token_id: str, clock: Clock) -> str:
    """Revoke it at once and return its name. Raises InputError for one that is not in the list."""
    try:
        wanted = ApiToken.id == UUID(token_id), literal(SCOPE) == any_(ApiToken.scopes)
    except ValueError:
        raise _unknown(token_id) from None
    gone = session.execute(delete(ApiToken).where(*wanted).returning(ApiToken.user_id, ApiToken.name)).first()
    if gone is None:
        raise _unknown(token_id)
    audit.record(session, clock.now(), "revoke_token", subject=gone.user_id, name=gone.name, scopes=SCOPE)
    return str(gone.name)


def _unknown(token_id: str) -> InputError:
    return InputError(f"there is no token {token_id}: the list shows the id of each")
