"""The supplier ends cabinets' access to an account: at the desk, or because it has another owner (M5.1)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import AccountUnlinked, Attached, AttachedQuery, CabinetDeleted, Detached, Detachment
from contracts.billing import OwnerChanged
from services.auth.access.endings import end_cabinet
from services.auth.models import LinkedAccount, User
from services.auth.work import AuthWork


def detach_account(work: AuthWork, request: Detachment) -> Detached:
    """Take the account from everybody who has it; each is told by letter at the address of the cabinet.

    A cabinet that has another account goes on with it; one that has none is closed.
    """
    return _detach(work, request.account_number, request.reason, work.now)


def end_former_access(work: AuthWork, event: OwnerChanged) -> None:
    """The same for a change of owner; who linked the account after the change was recorded keeps it."""
    _detach(work, event.account_number, f"смена собственника с {event.since:%d.%m.%Y}", event.changed_at)


def list_attached(work: AuthWork, request: AttachedQuery) -> Attached:
    """Those of the accounts that some cabinet has, in the order of their numbers."""
    wanted = select(LinkedAccount.number).where(LinkedAccount.number.in_(request.account_numbers)).distinct()
    return Attached(account_numbers=list(work.session.scalars(wanted.order_by(LinkedAccount.number))))


def _detach(work: AuthWork, number: str, reason: str, before: datetime) -> Detached:
    session = work.session
    had = select(LinkedAccount.user_id).where(LinkedAccount.number == number, LinkedAccount.linked_at <= before)
    users = session.scalars(select(User).where(User.id.in_(had)).order_by(User.id).with_for_update()).all()
    closed = 0
    for user in users:
        left = _next_primary(session, user, number)
        noted = {"reason": reason, "closed": str(left is None)}
        audit.record(session, work.now, "detach_account", subject=user.id, account=number, **noted)
        user.version += 1
        if left is None:
            closed += 1
            _close(work, user, number)
        else:
            _unlink(session, user, number, left)
    session.flush()
    return Detached(account_number=number, cabinets=len(users), closed=closed)


def _next_primary(session: Session, user: User, number: str) -> str | None:
    """The account by which the person signs in without this one; None: the cabinet has none that is free for it."""
    others = [link for link in user.accounts if link.number != number]
    if any(link.primary for link in others):
        return user.primary_account
    taken = set(
        session.scalars(
            select(LinkedAccount.number).where(
                LinkedAccount.primary, LinkedAccount.number.in_([link.number for link in others])
            )
        )
    )
    return next((link.number for link in others if link.number not in taken), None)


def _unlink(session: Session, user: User, number: str, left: str) -> None:
    user.accounts.remove(next(link for link in user.accounts if link.number == number))
    session.flush()  # a number has one primary link: the old one goes first
    for link in user.accounts:
        link.primary = link.number == left
    event = AccountUnlinked(
        user_id=str(user.id),
        account_number=number,
        version=user.version,
        detached_email=user.email,
        primary_account=left,
    )
    outbox.add(session, event, number)


def _close(work: AuthWork, user: User, number: str) -> None:
    """Keys and personal data go as in a deletion by the person, but no consent is withdrawn."""
    event = CabinetDeleted(
        user_id=str(user.id),
        account_number=number,
        email=user.email,
        deleted_at=work.now,
        version=user.version,
        detached=True,
    )
    outbox.add(work.session, event, number)
    end_cabinet(work.session, user.id)
    work.session.delete(user)
