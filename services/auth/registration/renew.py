"""An activation letter that could not leave before its link died is made anew: it was no fault of the customer."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.notifications import ActivationExpired
from services.auth.models import Registration
from services.auth.registration.register import send_activation
from services.auth.settings import AuthSettings


def renew_activation(session: Session, event: ActivationExpired, clock: Clock, settings: AuthSettings) -> None:
    """Only while nobody has activated it and no newer letter has a link that still works."""
    pending = session.get(Registration, UUID(event.user_id), with_for_update=True)
    if pending is not None and pending.expires_at <= clock.now():
        send_activation(session, pending, clock, settings)
