"""A password that the person chooses: in the settings (M4.2), at the first sign-in after recovery, or by link."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.auth import NewPassword, PasswordByLink, PasswordChanged, SessionOpened
from contracts.wire import Nothing
from services.auth.access.browsers import keep_token
from services.auth.access.endings import end_all_access
from services.auth.access.sessions import open_session
from services.auth.access.takeover import report_key
from services.auth.forms.field_errors import FieldErrors, InputError
from services.auth.models import OneTimeToken, SignInSession, User
from services.auth.passwords.hashing import hash_password, matches
from services.auth.passwords.policy import check_chosen
from services.auth.refusals import token_invalid
from services.auth.tokens import one_time
from services.auth.tokens.secrets import digest
from services.auth.work import AuthCall, AuthWork, customer_id


def change_password(call: AuthCall, request: NewPassword) -> SessionOpened:
    """End all access and open a new session. That the caller knows the current password is checked before."""
    user_id = customer_id(call)
    with call.transaction() as work:
        user = work.session.get_one(User, user_id)
        known, present = (user.primary_account, user.email), user.password_hash
    fresh = _hash_if_acceptable(request, known, present)
    with call.transaction() as work:
        user = work.session.get_one(User, user_id, with_for_update=True)
        ip, user_agent = _last_seen_from(work.session, user_id)
        end_all_access(work.session, user_id)
        _set(work, user, fresh)
        if request.browser is not None:
            keep_token(work.session, user_id, request.browser, work.now)
        return open_session(work, user, ip, user_agent)


def replace_mailed_password(call: AuthCall, request: NewPassword) -> SessionOpened:
    """As `change_password`, right after signing in with the password of a letter, which is not asked for once more.

    Refuses `not_confirmed` when the present password is the person's own.
    """
    with call.transaction() as work:
        if work.session.get_one(User, customer_id(call)).password_expires_at is None:
            raise Refusal("not_confirmed", "Введите текущий пароль.", "current_password")
    return change_password(call, request)


def set_password_by_link(call: AuthCall, request: PasswordByLink) -> Nothing:
    """PASSWORD_RECOVERY=link: the old password works until the link is used."""
    with call.transaction() as work:
        user_id = _owner_of_link(work, request.token)
        user = work.session.get_one(User, user_id)
        known, present = (user.primary_account, user.email), user.password_hash
    fresh = _hash_if_acceptable(
        NewPassword(password=request.password, password_confirmation=request.password_confirmation), known, present
    )
    with call.transaction() as work:
        one_time.redeem(work.session, "password", request.token, work.now)
        user = work.session.get_one(User, user_id, with_for_update=True)
        end_all_access(work.session, user_id)
        _set(work, user, fresh)
    return Nothing()


def _hash_if_acceptable(request: NewPassword, known: tuple[str, ...], present: str) -> str:
    """The hash of the new password; refuses `invalid_field` for a weak one and for the current one."""
    errors = FieldErrors()
    check_chosen(errors, request.password, request.password_confirmation, known)
    errors.raise_if_any()
    with errors.collect("password"):
        if matches(request.password, present):
            raise InputError("Новый пароль совпадает с нынешним. Придумайте другой.")
    errors.raise_if_any()
    return hash_password(request.password)


def _set(work: AuthWork, user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.password_expires_at = None
    number = user.primary_account
    audit.record(work.session, work.now, "change_password", subject=user.id, account=number)
    report = report_key(work.session, work.dependencies, user.id, user.email, work.now)
    told = {"user_id": str(user.id), "account_number": number, "email": user.email}
    outbox.add(work.session, PasswordChanged(**told, report_token=report), number)


def _owner_of_link(work: AuthWork, token: str) -> UUID:
    """Whose link it is, without using it up yet: the new password may still be refused."""
    row = work.session.get(OneTimeToken, digest(token))
    if row is None or row.purpose != "password" or row.used_at is not None or row.expires_at <= work.now:
        raise token_invalid()
    return row.subject_id


def _last_seen_from(session: Session, user_id: UUID) -> tuple[str, str]:
    """Address and browser of the session that makes the call: the one seen last."""
    mine = select(SignInSession).where(SignInSession.user_id == user_id).order_by(SignInSession.last_seen_at.desc())
    last = session.scalars(mine.limit(1)).first()
    return (last.ip, last.user_agent) if last else ("", "")
