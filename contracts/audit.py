"""The audit trail of one service, as every service answers it (`list_audit`): who did what, when, from where."""

from typing import Protocol

from pydantic import Field

from contracts.methods import allows, refuses, staff
from contracts.roles import ADMINISTRATORS
from contracts.wire import Cursor, Instant, Message, Word


class AuditQuery(Message):
    """A page of the trail, newest first. What is None does not narrow; `until` is excluded."""

    since: Instant | None = None
    until: Instant | None = None
    actions: list[Word] = Field(default=[], max_length=50)
    actor_id: Word | None = None
    actor_role: Word | None = None
    subject: Word | None = None
    account_number: Word | None = None
    before: Cursor | None = None
    """The `next_before` of the page before this one."""
    limit: int = Field(default=50, ge=1, le=500)


class AuditEntry(Message):
    """One record. It is never changed or deleted: the database refuses."""

    id: int
    """Grows with time within the service."""
    at: Instant
    action: str
    outcome: str
    """`done`, `refused`, or the word of the use case."""
    actor_id: str | None
    """The user; None: a visitor or one of our own processes, as `actor_role` tells."""
    actor_role: str
    subject: str | None
    """What was acted upon: a user, a payment, a reading."""
    account_number: str | None
    ip: str | None
    request_id: str | None
    details: dict[str, str]


class AuditPage(Message):
    """Records and where the next page begins, None on the last one."""

    entries: list[AuditEntry]
    next_before: int | None


class KeepsAudit(Protocol):
    """The method by which a service shows its audit trail to administrators."""

    @allows(staff(ADMINISTRATORS))
    @refuses()
    def list_audit(self, request: AuditQuery) -> AuditPage: ...
