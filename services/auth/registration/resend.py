"""Another activation letter for someone who knows the password of his registration (M3.3)."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from contracts.auth import Credentials, Registered
from contracts.notifications import ActivationExpired
from services.auth.models import Registration
from services.auth.refusals import wrong_credentials
from services.auth.registration.register import send_activation
from services.auth.settings import AuthSettings
from services.auth.sign_in.credentials import check_pair
from services.auth.throttling.throttle import Gate, enter


def resend_activation(database: Database, request: Credentials, clock: Clock, settings: AuthSettings) -> Registered:
    """Refuses wrong_credentials also when the cabinet is active already: there is nothing to resend."""
    pair = check_pair(database, request, clock)
    with database.transaction() as session:
        pending = session.get(Registration, pair.registration_id) if pair.registration_id else None
        if pending is None:
            raise wrong_credentials()
        now = clock.now()
        enter(session, now, Gate("letter:email", pending.email.casefold()))
        audit.record(
            session, now, "resend_activation", subject=pending.id, account=pending.account_number, ip=request.ip
        )
        return send_activation(session, pending, clock, settings)


def renew_activation(session: Session, event: ActivationExpired, clock: Clock, settings: AuthSettings) -> None:
    """Only while nobody has activated it and no newer letter has a link that still works."""
    pending = session.get(Registration, UUID(event.user_id), with_for_update=True)
    if pending is not None and pending.expires_at <= clock.now():
        send_activation(session, pending, clock, settings)
