"""Another activation letter: on request (M3.3), or because the first one could not leave before its link expired."""

from uuid import UUID

from chassis.database import audit
from contracts.auth import Credentials, Registered
from contracts.notifications import ActivationExpired
from services.auth.models import Registration
from services.auth.refusals import wrong_credentials
from services.auth.registration.register import send_activation
from services.auth.sign_in.credentials import verify_credentials
from services.auth.throttling.limits import mailbox_of
from services.auth.throttling.throttle import RateLimitKey, count_attempt
from services.auth.work import AuthCall, AuthWork


def resend_activation(call: AuthCall, request: Credentials) -> Registered:
    """Resend to a person who knows the password of their registration.

    Refuses `wrong_credentials` also when the cabinet is active already: there is nothing to resend.
    """
    pair = verify_credentials(call, request)
    with call.transaction() as work:
        session, now = work.session, work.now
        pending = session.get(Registration, pair.registration_id) if pair.registration_id else None
        if pending is None:
            raise wrong_credentials()
        count_attempt(session, now, RateLimitKey("letter:email", mailbox_of(pending.email)))
        audit.record(
            session, now, "resend_activation", subject=pending.id, account=pending.account_number, ip=request.ip
        )
        return send_activation(work, pending)


def renew_activation(work: AuthWork, event: ActivationExpired) -> None:
    """Issue a new link if the cabinet is not activated yet, and no newer link is valid or staff want another letter."""
    pending = work.session.get(Registration, UUID(event.user_id), with_for_update=True)
    if pending is not None and (event.wanted or pending.expires_at <= work.now):
        send_activation(work, pending)
