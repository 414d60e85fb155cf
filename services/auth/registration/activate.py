"""Opens the cabinet: the link of the activation letter was followed and its button pressed (M3.1)."""

from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import AccountLinked, Activated, OneTimeToken, UserActivated
from services.auth.forms.field_errors import InputError, checked_field
from services.auth.models import Consent, LinkedAccount, Registration, User
from services.auth.models import OneTimeToken as Link
from services.auth.passwords.hashing import matches
from services.auth.profile.viewers import tell_new_owner
from services.auth.refusals import token_invalid
from services.auth.registration.register import can_be_registered
from services.auth.throttling.throttle import RateLimitKey, count_attempt
from services.auth.tokens import one_time
from services.auth.tokens.secrets import digest
from services.auth.work import AuthCall, AuthWork


def activate(call: AuthCall, request: OneTimeToken) -> Activated:
    """Turn the registration into a user; the first of several people gets the account.

    When several forms name the account and the address, the one who presses the button cannot tell the letters apart:
    then the password of that form is asked for, so that a stranger's form opens nothing.
    """
    with call.transaction() as work:
        stored = _to_be_proven(work, request.token)
    if stored is not None:
        _check(request.password, stored)
    with call.transaction() as work:
        return _open(work, request.token)


def _to_be_proven(work: AuthWork, token: str) -> str | None:
    """The hash that the password must match; None when no password is needed, or the link is void anyway."""
    session = work.session
    link = session.get(Link, digest(token))
    pending = session.get(Registration, link.subject_id) if link and link.purpose == "activation" else None
    if pending is None:
        return None
    rival = exists().where(
        Registration.account_number == pending.account_number,
        func.lower(Registration.email) == pending.email.lower(),
        Registration.id != pending.id,
        Registration.expires_at > work.now,
    )
    if not session.scalar(select(rival)):
        return None
    count_attempt(session, work.now, RateLimitKey("password:user", str(pending.id)))
    return pending.password_hash


def _check(password: str | None, stored: str) -> None:
    with checked_field("password"):
        if not password:
            raise InputError(
                "С этим лицевым счётом и адресом отправлено несколько форм. Введите пароль, который Вы задали в своей."
            )
        if not matches(password, stored):
            raise InputError(
                "Пароль не подходит к форме, по которой пришло это письмо. Откройте ссылку из другого письма "
                "или зарегистрируйтесь ещё раз."
            )


def _open(work: AuthWork, presented: str) -> Activated:
    session, now = work.session, work.now
    token = one_time.redeem(session, "activation", presented, now)
    pending = session.get(Registration, token.subject_id)
    if pending is None or not can_be_registered(session, pending.account_number):
        raise token_invalid()
    number = pending.account_number
    user = User(
        id=pending.id,
        email=pending.email,
        password_hash=pending.password_hash,
        created_at=now,
        version=1,
        consent_version=_agreed_to(session, pending.id),
        accounts=[LinkedAccount(number=number, primary=True, linked_at=now)],
    )
    session.add(user)
    session.execute(delete(Registration).where(Registration.account_number == number))
    audit.record(session, now, "activate", subject=user.id, account=number)
    _publish(session, user)
    session.flush()
    tell_new_owner(session, user, now)
    return Activated(account_number=number)


def _agreed_to(session: Session, subject: UUID) -> str | None:
    """The edition of the last consent that came with the form."""
    mine = select(Consent.version).where(Consent.subject_id == subject).order_by(Consent.id.desc())
    return session.scalars(mine.limit(1)).first()


def _publish(session: Session, user: User) -> None:
    who = {"user_id": str(user.id), "account_number": user.primary_account, "email": user.email}
    outbox.add(session, UserActivated(**who), user.primary_account)
    outbox.add(session, AccountLinked(**who, primary=True, version=user.version), user.primary_account)
