"""Impersonation: staff view a cabinet as its customer does. No session is opened; each page is in the audit trail."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import CabinetLook, Identity, LinkedAccount
from services.auth.access.authenticate import identity_of
from services.auth.models import User
from services.auth.work import AuthWork

NO_CABINET = "кабинета нет"
"""Where the e-mail address of a customer stands."""


def look_at_cabinet(work: AuthWork, request: CabinetLook) -> Identity:
    """Returns the customer's identity for reading; refuses `user_not_found` for staff and unknown users.

    An account that nobody has registered is shown as its first customer would see it.
    """
    if request.account_number is not None:
        return _household(work, request, request.account_number)
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


def _household(work: AuthWork, request: CabinetLook, number: str) -> Identity:
    details = {"page": request.page, "reason": request.reason}
    audit.record(work.session, work.now, "look_at_cabinet", subject=number, account=number, **details)
    return Identity(
        user_id=f"household-{number}",
        role="customer",
        session_id=f"household-{number}",
        email=NO_CABINET,
        accounts=[LinkedAccount(number=number, alias=None, primary=True)],
        must_change_password=False,
        confirmed=False,
        scopes=None,
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unknown() from None


def _unknown() -> Refusal:
    return Refusal("user_not_found", "Такого пользователя нет.", "user_id")
