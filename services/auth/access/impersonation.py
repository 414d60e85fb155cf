"""Impersonation: staff view a cabinet as its customer does. No session is opened; each page is in the audit trail."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import CabinetLook, Identity
from services.auth.access.authenticate import identity_of
from services.auth.models import User
from services.auth.work import AuthWork


def look_at_cabinet(work: AuthWork, request: CabinetLook) -> Identity:
    """Returns the customer's identity for reading; refuses `user_not_found` for staff and unknown users."""
    user = work.session.scalar(
        select(User)
        .where(User.id == _id(request.user_id), User.role == "customer")
        .options(selectinload(User.accounts))
    )
    if user is None:
        raise _unknown()
    details = {"page": request.page, "reason": request.reason}
    audit.record(work.session, work.now, "look_at_cabinet", subject=user.id, account=user.primary_account, **details)
    links = sorted(user.accounts, key=lambda link: (not link.primary, link.linked_at))
    return identity_of(user, user.id, links, None)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unknown() from None


def _unknown() -> Refusal:
    return Refusal("user_not_found", "Такого пользователя нет.", "user_id")
