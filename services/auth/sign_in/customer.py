"""«Войти в систему» (M3.3)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import Credentials, SessionOpened
from services.auth.access.sessions import open_session, replace_session
from services.auth.forms.field_errors import one_line
from services.auth.models import FamiliarAddress, User
from services.auth.passwords import hashing
from services.auth.settings import AuthSettings
from services.auth.sign_in.credentials import check_pair
from services.auth.throttling.limits import network


def sign_in(database: Database, request: Credentials, clock: Clock, settings: AuthSettings) -> SessionOpened:
    """Open a session; that the cabinet is not activated is told only to who knows its password.

    Whoever changes the password ends all sessions: one that was being opened with the old one meanwhile begins anew.
    """
    pair = check_pair(database, request, clock)
    if pair.user_id is None:
        raise Refusal(
            "not_activated",
            "Кабинет ещё не активирован: перейдите по ссылке из письма. Если письма нет, запросите его ещё раз.",
        )
    with database.transaction() as session:
        user = session.get_one(User, pair.user_id, with_for_update=True)
        if user.password_hash != pair.password_hash:
            session.rollback()
            return sign_in(database, request, clock, settings)
        now = clock.now()
        replace_session(session, request.replaces)
        opened = open_session(session, user, request.ip, request.user_agent, now, settings)
        user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
        _remember_address(session, user, network(request.ip), now)
        number, device = user.primary_account, one_line(request.user_agent)
        audit.record(session, now, "sign_in", subject=user.id, account=number, ip=request.ip, device=device)
        stale = user.password_hash if hashing.outdated(user.password_hash) else None
    if stale is not None:
        rehash(database, pair.user_id, request.password, stale)
    return opened


def rehash(database: Database, user_id: UUID, password: str, stale: str) -> None:
    """Keep the same password under today's parameters, unless it has been changed meanwhile."""
    fresh = hashing.hash_password(password)
    with database.transaction() as session:
        user = session.get_one(User, user_id, with_for_update=True)
        if user.password_hash == stale:
            user.password_hash = fresh


def _remember_address(session: Session, user: User, at: str, now: datetime) -> None:
    seen = insert(FamiliarAddress).values(user_id=user.id, network=at, last_at=now)
    session.execute(seen.on_conflict_do_update(index_elements=["user_id", "network"], set_={"last_at": now}))
