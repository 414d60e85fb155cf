"""Logins of members of staff, for pages that say who did what."""

from uuid import UUID

from sqlalchemy import or_, select

from contracts.auth import StaffIds, StaffNames
from services.auth.models import User
from services.auth.work import AuthWork


def list_staff_logins(work: AuthWork, request: StaffIds) -> StaffNames:
    """Logins by user id, of disabled accounts too: the trail outlives them. Who is no member of staff is left out."""
    asked = [user_id for text in request.user_ids if (user_id := _uuid(text)) is not None]
    wanted = or_(User.id.in_(asked), User.login.in_([login.casefold() for login in request.logins]))
    rows = work.session.execute(select(User.id, User.login).where(wanted, User.login.is_not(None)))
    return StaffNames(logins={str(user_id): str(login) for user_id, login in rows})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
