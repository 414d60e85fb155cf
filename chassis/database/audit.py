"""The audit trail: who did what to what, when, from where, with which outcome; written with the change, read by staff.

It never holds a password, a token or a full address: details are short texts in which the caller masks personal data.
"""

import getpass
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import insert, literal, select, tuple_
from sqlalchemy.orm import Session

from chassis.context import current
from chassis.database.tables import audit


def record(
    session: Session,
    now: datetime,
    action: str,
    outcome: str = "done",
    *,
    subject: UUID | str | None = None,
    account: str | None = None,
    ip: str | None = None,
    **details: str,
) -> None:
    """Add a record in the transaction of the change; the actor is the caller of the current context."""
    context = current()
    session.execute(
        insert(audit).values(
            at=now,
            action=action,
            outcome=outcome,
            actor_id=context.caller.user_id,
            actor_role=context.caller.role,
            subject=None if subject is None else str(subject),
            account_number=account,
            ip=ip or context.caller.ip,
            request_id=context.request_id,
            details=details,
        )
    )


def command_line_sender() -> str:
    """Returns how the trail names the operator of a command, whose caller is the system itself."""
    return f"командная строка: {getpass.getuser()}"


class Query(Protocol):
    """The filters of a page; None does not filter. `before` is the id with which the previous page ended."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def actions(self) -> Sequence[str]: ...
    @property
    def actor_id(self) -> str | None: ...
    @property
    def actor_role(self) -> str | None: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def account_number(self) -> str | None: ...
    @property
    def before(self) -> int | None: ...
    @property
    def limit(self) -> int: ...


def page(session: Session, query: Query) -> dict[str, Any]:
    """Returns `{"entries": [...], "next_before": id or None}`, newest first, as the contract's page."""
    chosen = select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(query.limit + 1)
    if query.since is not None:
        chosen = chosen.where(audit.c.at >= query.since)
    if query.until is not None:
        chosen = chosen.where(audit.c.at < query.until)
    if query.actions:
        chosen = chosen.where(audit.c.action.in_(query.actions))
    if query.before is not None:
        last = session.execute(select(audit.c.at, audit.c.id).where(audit.c.id == query.before)).one_or_none()
        chosen = chosen.where(tuple_(audit.c.at, audit.c.id) < tuple_(*map(literal, last or (None, None))))
    for column in (audit.c.actor_id, audit.c.actor_role, audit.c.subject, audit.c.account_number):
        if (wanted := getattr(query, column.name)) is not None:
            chosen = chosen.where(column == wanted)
    entries = [dict(row) for row in session.execute(chosen).mappings()]
    more = len(entries) > query.limit
    entries = entries[: query.limit]
    return {"entries": entries, "next_before": entries[-1]["id"] if more else None}
