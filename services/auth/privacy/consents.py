"""The consent journal: who agreed to which edition or withdrew their consent, when and from where."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.auth import ConsentEntry, ConsentGiven, ConsentJournal
from contracts.wire import Nothing
from services.auth.forms.field_errors import one_line
from services.auth.models import Consent, User
from services.auth.throttling.limits import masked
from services.auth.work import AuthWork, customer_id


def list_consents(work: AuthWork, request: Nothing) -> ConsentJournal:
    """The caller's own consents, the newest first."""
    return ConsentJournal(entries=consent_entries(work.session, customer_id(work)))


def consent_entries(session: Session, user_id: UUID) -> list[ConsentEntry]:
    """The journal of a person, the newest first."""
    mine = select(Consent).where(Consent.subject_id == user_id).order_by(Consent.id.desc())
    return [
        ConsentEntry(at=row.given_at, action=row.action, version=row.version, network=masked(row.ip))
        for row in session.scalars(mine)
    ]


def give_consent(work: AuthWork, request: ConsentGiven) -> ConsentJournal:
    """Agree to an edition; the same one again adds nothing."""
    session, user_id = work.session, customer_id(work)
    user = session.get_one(User, user_id, with_for_update=True)
    version, now = one_line(request.version), work.now
    if user.consent_version != version:
        add_entry(session, user, "given", version, request.ip, now)
        user.consent_version = version
        audit.record(session, now, "give_consent", subject=user_id, ip=request.ip, version=version)
        session.flush()
    return ConsentJournal(entries=consent_entries(session, user_id))


def add_entry(
    session: Session, user: User, action: Literal["given", "withdrawn"], version: str, ip: str, now: datetime
) -> None:
    """Add an entry to the journal."""
    entry = Consent(
        subject_id=user.id,
        account_number=user.primary_account,
        email=user.email,
        version=version,
        given_at=now,
        ip=one_line(ip),
        action=action,
    )
    session.add(entry)
