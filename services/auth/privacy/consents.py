"""The consent journal: who agreed to which edition, when and from where, and took it back."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from contracts.auth import ConsentEntry, ConsentGiven, ConsentJournal
from services.auth.forms.field_errors import one_line
from services.auth.models import Consent, User
from services.auth.throttling.limits import masked


def list_consents(session: Session, user_id: UUID) -> ConsentJournal:
    """One's own, the newest first."""
    mine = select(Consent).where(Consent.subject_id == user_id).order_by(Consent.id.desc())
    entries = [
        ConsentEntry(at=row.given_at, action=row.action, version=row.version, network=masked(row.ip))
        for row in session.scalars(mine)
    ]
    return ConsentJournal(entries=entries)


def give_consent(session: Session, user_id: UUID, request: ConsentGiven, clock: Clock) -> ConsentJournal:
    """Agree to an edition; the same one again adds nothing."""
    user = session.get_one(User, user_id, with_for_update=True)
    version, now = one_line(request.version), clock.now()
    if user.consent_version != version:
        note(session, user, "given", version, request.ip, now)
        user.consent_version = version
        audit.record(session, now, "give_consent", subject=user_id, ip=request.ip, version=version)
        session.flush()
    return list_consents(session, user_id)


def note(
    session: Session, user: User, action: Literal["given", "withdrawn"], version: str, ip: str, now: datetime
) -> None:
    """Add a line to the journal."""
    line = Consent(
        subject_id=user.id,
        account_number=user.primary_account,
        email=user.email,
        version=version,
        given_at=now,
        ip=one_line(ip),
        action=action,
    )
    session.add(line)
