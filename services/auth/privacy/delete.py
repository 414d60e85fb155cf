"""Deletion of a cabinet: consent withdrawn, keys and personal data deleted; billing's records stay with billing."""

from sqlalchemy import delete, func

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import CabinetDeleted, From
from contracts.wire import Nothing
from services.auth.access.endings import end_cabinet
from services.auth.models import Registration, User
from services.auth.privacy.consents import add_entry
from services.auth.work import AuthWork, customer_id


def delete_cabinet(work: AuthWork, request: From) -> Nothing:
    """Delete the caller's cabinet at once, confirmed by the current password (152-ФЗ, ст. 21 ч. 5).

    With the user go sessions, tokens, links and trusted networks (by cascade), and forms of theirs for other accounts
    that still wait for activation. The consent journal and the audit trail stay: they prove that what was done was
    lawful. The account can be registered again.
    """
    session, user_id, now = work.session, customer_id(work), work.now
    user = session.get_one(User, user_id, with_for_update=True)
    number = user.primary_account
    add_entry(session, user, "withdrawn", user.consent_version or "", request.ip, now)
    audit.record(session, now, "delete_cabinet", subject=user_id, account=number, ip=request.ip)
    event = CabinetDeleted(
        user_id=str(user_id), account_number=number, email=user.email, deleted_at=now, version=user.version + 1
    )
    outbox.add(session, event, number)
    end_cabinet(session, user_id)
    session.execute(delete(Registration).where(func.lower(Registration.email) == user.email.lower()))
    session.delete(user)
    return Nothing()
