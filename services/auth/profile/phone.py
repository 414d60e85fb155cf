"""The phone for calling back (M4.2)."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from contracts.auth import NewPhone
from contracts.wire import Nothing
from services.auth.models import User
from services.auth.profile.contacts import phone_number
from services.auth.refusals import field


def change_phone(session: Session, user_id: UUID, request: NewPhone, clock: Clock) -> Nothing:
    """Kept as +79991234567; an empty one removes it."""
    with field("phone"):
        phone = phone_number(request.phone)
    session.get_one(User, user_id).phone = phone
    audit.record(session, clock.now(), "change_phone", "done" if phone else "removed", subject=user_id)
    return Nothing()
