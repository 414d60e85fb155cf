"""The audit log: who, what, when, from where, with which outcome. Never a password, a token or a full address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.context import current
from services.auth.models import AuditRecord


def record(
    session: Session,
    now: datetime,
    action: str,
    outcome: str = "done",
    *,
    subject: UUID | None = None,
    account: str | None = None,
    ip: str | None = None,
    **details: str,
) -> None:
    """Add a record in the transaction of what it tells. The actor is whoever made the call."""
    context = current()
    session.add(
        AuditRecord(
            at=now,
            action=action,
            outcome=outcome,
            actor_id=context.caller.user_id,
            actor_role=context.caller.role,
            subject_id=subject,
            account_number=account,
            ip=ip,
            request_id=context.request_id,
            details=details,
        )
    )
