"""A customer signs in: «Войти в систему» (M3.3)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import Credentials, SessionOpened
from services.auth.access.browsers import remember_browser
from services.auth.access.sessions import open_session, replace_session
from services.auth.forms.field_errors import one_line
from services.auth.models import TrustedNetwork, User
from services.auth.passwords import hashing
from services.auth.sign_in.credentials import verify_credentials
from services.auth.throttling.limits import network
from services.auth.work import AuthCall


def sign_in(call: AuthCall, request: Credentials) -> SessionOpened:
    """Open a session. Refuses `not_activated` only to a person who knows the password.

    A password change ends all sessions: when it happens between the check and the new session, the check is repeated.
    """
    pair = verify_credentials(call, request)
    if pair.user_id is None:
        raise Refusal(
            "not_activated",
            "Кабинет ещё не активирован: перейдите по ссылке из письма. Если письма нет, запросите его ещё раз.",
        )
    with call.transaction() as work:
        session, now = work.session, work.now
        user = session.get_one(User, pair.user_id, with_for_update=True)
        if user.password_hash != pair.password_hash:
            session.rollback()
            return sign_in(call, request)
        replace_session(session, request.replaces)
        agent = one_line(request.user_agent)
        browser = remember_browser(session, work.dependencies, user, request.browser, request.ip, agent, now)
        opened = open_session(work, user, request.ip, request.user_agent)
        user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
        _remember_address(session, user, network(request.ip), now)
        number = user.primary_account
        audit.record(session, now, "sign_in", subject=user.id, account=number, ip=request.ip, device=agent)
        stale = user.password_hash if hashing.outdated(user.password_hash) else None
    if stale is not None:
        rehash(call, pair.user_id, request.password, stale)
    return opened.model_copy(update={"browser": browser if request.browser is not None else None})


def rehash(call: AuthCall, user_id: UUID, password: str, stale: str) -> None:
    """Hash the same password with today's parameters, unless it has been changed meanwhile."""
    fresh = hashing.hash_password(password)
    with call.transaction() as work:
        user = work.session.get_one(User, user_id, with_for_update=True)
        if user.password_hash == stale:
            user.password_hash = fresh


def _remember_address(session: Session, user: User, at: str, now: datetime) -> None:
    seen = insert(TrustedNetwork).values(user_id=user.id, network=at, last_at=now)
    session.execute(seen.on_conflict_do_update(index_elements=["user_id", "network"], set_={"last_at": now}))
