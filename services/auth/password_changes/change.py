"""A password that the person chooses: in the settings (M4.2), at the first sign-in after recovery, or by link."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.events import outbox
from contracts.auth import NewPassword, PasswordByLink, PasswordChanged, SessionOpened
from contracts.wire import Nothing
from services.auth.access.sessions import end_all_sessions, open_session
from services.auth.forms.field_errors import Advice, FieldErrors
from services.auth.models import OneTimeToken, SignInSession, User
from services.auth.password_changes.recover import shut_out
from services.auth.passwords.hashing import hash_password, matches
from services.auth.passwords.policy import check_chosen
from services.auth.refusals import token_invalid
from services.auth.settings import AuthSettings
from services.auth.tokens import one_time
from services.auth.tokens.secrets import digest


def change_password(
    database: Database, user_id: UUID, request: NewPassword, clock: Clock, settings: AuthSettings
) -> SessionOpened:
    """End every session and open a new one here. That the caller knows the present password is checked before."""
    with database.transaction() as session:
        user = session.get_one(User, user_id)
        known, present = (user.primary_account, user.email), user.password_hash
    fresh = _judged_hash(request, known, present)
    with database.transaction() as session:
        user = session.get_one(User, user_id, with_for_update=True)
        ip, user_agent = _whereabouts(session, user_id)
        end_all_sessions(session, user_id)
        _set(session, user, fresh, clock)
        return open_session(session, user, ip, user_agent, clock.now(), settings)


def set_password_by_link(database: Database, request: PasswordByLink, clock: Clock) -> Nothing:
    """PASSWORD_RECOVERY=link: the old password works until the link is used."""
    with database.transaction() as session:
        user_id = _owner_of_link(session, request.token, clock)
        user = session.get_one(User, user_id)
        known, present = (user.primary_account, user.email), user.password_hash
    fresh = _judged_hash(
        NewPassword(password=request.password, password_confirmation=request.password_confirmation), known, present
    )
    with database.transaction() as session:
        one_time.redeem(session, "password", request.token, clock.now())
        user = session.get_one(User, user_id, with_for_update=True)
        shut_out(session, user_id)
        _set(session, user, fresh, clock)
    return Nothing()


def _judged_hash(request: NewPassword, known: tuple[str, ...], present: str) -> str:
    """The hash of the new password; refuses a weak one and the present one."""
    errors = FieldErrors()
    check_chosen(errors, request.password, request.password_confirmation, known)
    errors.refuse()
    with errors.of("password"):
        if matches(request.password, present):
            raise Advice("Новый пароль совпадает с нынешним. Придумайте другой.")
    errors.refuse()
    return hash_password(request.password)


def _set(session: Session, user: User, password_hash: str, clock: Clock) -> None:
    user.password_hash = password_hash
    user.password_expires_at = None
    number = user.primary_account
    audit.record(session, clock.now(), "change_password", subject=user.id, account=number)
    outbox.add(session, PasswordChanged(user_id=str(user.id), account_number=number, email=user.email), number)


def _owner_of_link(session: Session, token: str, clock: Clock) -> UUID:
    """Whose link it is, without using it up yet: the new password may still be refused."""
    row = session.get(OneTimeToken, digest(token))
    if row is None or row.purpose != "password" or row.used_at is not None or row.expires_at <= clock.now():
        raise token_invalid()
    return row.subject_id


def _whereabouts(session: Session, user_id: UUID) -> tuple[str, str]:
    """Address and browser of the session that asks: the one seen last."""
    mine = select(SignInSession).where(SignInSession.user_id == user_id).order_by(SignInSession.last_seen_at.desc())
    last = session.scalars(mine.limit(1)).first()
    return (last.ip, last.user_agent) if last else ("", "")
