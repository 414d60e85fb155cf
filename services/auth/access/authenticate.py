"""Who makes a call. It runs on every page, so it is one query for a session, and a write at most once a minute."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.auth import Identity, LinkedAccount, SessionToken
from services.auth.access.sessions import renew_session
from services.auth.models import ApiToken, SignInSession, User
from services.auth.models import LinkedAccount as Link
from services.auth.passwords import hashing
from services.auth.refusals import session_expired, wrong_current_password
from services.auth.throttling.throttle import RateLimitKey, count_attempt, reset_attempts
from services.auth.tokens.secrets import API_PREFIX, as_mailed, digest
from services.auth.work import AuthCall, AuthWork

SEEN_EVERY = timedelta(minutes=1)
"""Of a session or an API token: its last use is written no more often."""


def authenticate(call: AuthCall, request: SessionToken) -> Identity:
    """Returns the identity behind a session or a personal API token; with `current_password` it is confirmed.

    Refuses `session_expired` and `wrong_credentials`.
    """
    with call.transaction() as work:
        if request.token.startswith(API_PREFIX):
            return _token_identity(work.session, request.token, work.now)
        identity = _session_identity(work, digest(request.token))
    if request.current_password is None:
        return identity
    confirm(call, UUID(identity.user_id), request.current_password, request.ip)
    if not request.renew:
        return identity.model_copy(update={"confirmed": True})
    with call.transaction() as work:
        renewed = renew_session(work.session, request.token)
    return identity.model_copy(update={"confirmed": True, "renewed_token": renewed})


def confirm(call: AuthCall, user_id: UUID, password: str, ip: str) -> None:
    """Refuses `wrong_credentials` unless it is the user's current password (M4.2).

    Attempts are limited, so that a stolen session does not allow guessing.
    """
    key = RateLimitKey("password:user", str(user_id))
    with call.transaction() as work:
        count_attempt(work.session, work.now, key)
        user = work.session.get_one(User, user_id)
        stored, mailed = user.password_hash, user.password_expires_at is not None
    right = hashing.matches(as_mailed(password) if mailed else password, stored)
    with call.transaction() as work:
        if right:
            reset_attempts(work.session, key)
        else:
            audit.record(work.session, work.now, "confirm", "refused", subject=user_id, ip=ip)
    if not right:
        raise wrong_current_password()


def identity_of(user: User, session_id: UUID, links: list[Link], scopes: list[str] | None) -> Identity:
    """`links` primary first; `session_id` is the API token's id where `scopes` are given."""
    return Identity(
        user_id=str(user.id),
        role=user.role,
        session_id=str(session_id),
        email=user.email,
        accounts=[LinkedAccount(number=link.number, alias=link.alias, primary=link.primary) for link in links],
        must_change_password=user.password_expires_at is not None,
        confirmed=False,
        scopes=scopes,
        consent_version=user.consent_version,
    )


def _token_identity(session: Session, token: str, now: datetime) -> Identity:
    """Whom the token represents, within its scopes; refuses `session_expired`."""
    row = session.scalars(select(ApiToken).where(ApiToken.token_hash == digest(token))).one_or_none()
    if row is None or row.expires_at <= now:
        raise session_expired()
    if row.last_used_at is None or row.last_used_at + SEEN_EVERY <= now:
        row.last_used_at = now
    user = session.get_one(User, row.user_id)
    return identity_of(user, row.id, user.accounts, row.scopes)


def _session_identity(work: AuthWork, token_hash: bytes) -> Identity:
    now, idle = work.now, work.dependencies.session_idle
    found = work.session.execute(
        select(SignInSession, User, Link)
        .join(User, User.id == SignInSession.user_id)
        .outerjoin(Link, Link.user_id == User.id)
        .where(SignInSession.token_hash == token_hash)
        .order_by(Link.primary.desc(), Link.linked_at)
    ).all()
    if not found:
        raise session_expired()
    opened, user = found[0][0], found[0][1]
    if opened.ends_at <= now or opened.last_seen_at + idle <= now:
        raise session_expired()
    if opened.last_seen_at + SEEN_EVERY <= now:
        opened.last_seen_at = now
    identity = identity_of(user, opened.id, [row[2] for row in found if row[2] is not None], None)
    lately = now - timedelta(minutes=work.dependencies.staff_confirm_minutes)
    fresh = opened.confirmed_at is not None and opened.confirmed_at > lately
    return identity.model_copy(update={"confirmed": fresh, "idle_seconds": int(idle.total_seconds())})
