"""The end of a cabinet: consent withdrawn, keys and personal data gone; billing's records are not ours to delete."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.events import outbox
from contracts.auth import CabinetDeleted, From
from contracts.wire import Nothing
from services.auth.models import OneTimeToken, User
from services.auth.privacy.consents import note


def delete_cabinet(session: Session, user_id: UUID, request: From, clock: Clock) -> Nothing:
    """At once, by whoever has just given his password (152-ФЗ, ст. 21 ч. 5).

    With the user go sessions, tokens, links and known addresses (by cascade). The consent journal and the audit trail
    stay: they prove what was done by right. The account can be registered anew.
    """
    user, now = session.get_one(User, user_id, with_for_update=True), clock.now()
    number = user.primary_account
    note(session, user, "withdrawn", user.consent_version or "", request.ip, now)
    audit.record(session, now, "delete_cabinet", subject=user_id, account=number, ip=request.ip)
    event = CabinetDeleted(
        user_id=str(user_id), account_number=number, email=user.email, deleted_at=now, version=user.version + 1
    )
    outbox.add(session, event, number)
    session.execute(delete(OneTimeToken).where(OneTimeToken.subject_id == user_id))
    session.delete(user)
    return Nothing()
