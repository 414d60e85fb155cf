"""A member of staff sees a cabinet as its customer does. Nothing is signed in: the trail gets a line for each page."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from chassis.clock import Clock
from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import CabinetLook, Identity
from services.auth.access.authenticate import identity_of
from services.auth.models import User


def look_at_cabinet(session: Session, request: CabinetLook, clock: Clock) -> Identity:
    """Refuses with `user_not_found` whoever is no customer."""
    user = session.scalar(
        select(User)
        .where(User.id == _id(request.user_id), User.role == "customer")
        .options(selectinload(User.accounts))
    )
    if user is None:
        raise _unknown()
    told = {"page": request.page, "reason": request.reason}
    audit.record(session, clock.now(), "look_at_cabinet", subject=user.id, account=user.primary_account, **told)
    links = sorted(user.accounts, key=lambda link: (not link.primary, link.linked_at))
    return identity_of(user, user.id, links, None)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unknown() from None


def _unknown() -> Refusal:
    return Refusal("user_not_found", "Такого пользователя нет.", "user_id")
