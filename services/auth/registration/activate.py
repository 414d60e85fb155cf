"""Opens the cabinet: the link of the activation letter was followed and its button pressed (M3.1)."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import AccountLinked, Activated, OneTimeToken, UserActivated
from services.auth.models import Consent, LinkedAccount, Registration, User
from services.auth.refusals import token_invalid
from services.auth.registration.register import can_be_registered
from services.auth.tokens import one_time
from services.auth.work import AuthWork


def activate(work: AuthWork, request: OneTimeToken) -> Activated:
    """Turn the registration into a user; the first of several people gets the account."""
    session, now = work.session, work.now
    token = one_time.redeem(session, "activation", request.token, now)
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
    return Activated(account_number=number)


def _agreed_to(session: Session, subject: UUID) -> str | None:
    """The edition of the last consent that came with the form."""
    mine = select(Consent.version).where(Consent.subject_id == subject).order_by(Consent.id.desc())
    return session.scalars(mine.limit(1)).first()


def _publish(session: Session, user: User) -> None:
    who = {"user_id": str(user.id), "account_number": user.primary_account, "email": user.email}
    outbox.add(session, UserActivated(**who), user.primary_account)
    outbox.add(session, AccountLinked(**who, primary=True, version=user.version), user.primary_account)
