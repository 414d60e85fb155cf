"""Commands that wait until a second person releases them: kept whole, decided once, by another person than who asked.

A service derives its table from `HeldCommand`, decides what needs a second person, and executes what was released.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from chassis.context import Caller
from chassis.errors import Refusal

WAITING, APPROVED, REFUSED, WITHDRAWN, EXPIRED = "requested", "approved", "refused", "withdrawn", "expired"
_WORDS = {APPROVED: "уже одобрен", REFUSED: "уже отклонён", WITHDRAWN: "отозван", EXPIRED: "просрочен"}


class HeldCommand:
    """The columns of such a table. `command` is the request as JSON; the rest is what people judge by."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - of the class
        return (
            CheckConstraint(f"state in ('{WAITING}', '{APPROVED}', '{REFUSED}', '{WITHDRAWN}')", name="state"),
            CheckConstraint(f"state <> '{APPROVED}' or decided_by <> requested_by", name="two_persons"),
            UniqueConstraint("requested_by", "key", name="uq_held_commands_key"),
            Index("ix_held_commands_waiting", "nth", postgresql_where=f"state = '{WAITING}'"),
        )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    nth: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    deed: Mapped[str] = mapped_column(Text)
    command: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    account_number: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(BigInteger)
    most: Mapped[int] = mapped_column(BigInteger)
    ground: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(Text)
    requested_role: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(Text, server_default="")
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, server_default="")

    def state_at(self, now: datetime) -> str:
        """The state; what nobody decided in time is expired."""
        return EXPIRED if self.state == WAITING and self.expires_at <= now else self.state

    @property
    def requester(self) -> Caller:
        """Who asked, as the command is executed in their name."""
        return Caller(user_id=self.requested_by, role=self.requested_role)


Row = TypeVar("Row", bound=HeldCommand)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is held and how it is shown. `amount` and the limit `most` are kopecks."""

    deed: str
    command: BaseModel
    key: str
    subject: str
    account_number: str | None
    amount: int
    most: int
    ground: str
    lasts: timedelta


def hold(session: Session, table: type[Row], wish: Wish, caller: Caller, now: datetime) -> tuple[Row, bool]:
    """Keep the command, once for a person's key. Returns its row and whether it is new."""
    asked_by = caller.user_id or ""
    same = select(table).where(table.requested_by == asked_by, table.key == wish.key)
    if (known := session.scalar(same)) is not None:
        return known, False
    make: Any = table
    row: Row = make(
        id=uuid.uuid4().hex,
        deed=wish.deed,
        command=wish.command.model_dump_json(),
        key=wish.key,
        account_number=wish.account_number,
        subject=wish.subject,
        amount=wish.amount,
        most=wish.most,
        ground=wish.ground,
        state=WAITING,
        requested_by=asked_by,
        requested_role=caller.role,
        requested_at=now,
        expires_at=now + wish.lasts,
    )
    session.add(row)
    session.flush()
    return row, True


def release(session: Session, table: type[Row], row_id: str, caller: Caller, now: datetime) -> Row:
    """The second person releases the command, in the transaction that executes it.

    Refusals "approval_not_found", "approval_not_possible" for who asked, and for what is decided or has expired.
    """
    row = _waiting(session, table, row_id, now)
    if caller.user_id is None or row.requested_by == caller.user_id:
        raise Refusal("approval_not_possible", "Одобрить должен другой сотрудник, не тот, кто просил", "approval_id")
    return _decided(session, row, APPROVED, caller, now)


def refuse(session: Session, table: type[Row], row_id: str, caller: Caller, now: datetime, reason: str) -> Row:
    """Refusals "approval_not_found", "approval_not_possible" for what is decided or has expired."""
    row = _waiting(session, table, row_id, now)
    row.reason = reason
    return _decided(session, row, REFUSED, caller, now)


def withdraw(session: Session, table: type[Row], row_id: str, caller: Caller, now: datetime) -> Row:
    """Who asked takes it back. Refusals as of `refuse`, and for anybody else."""
    row = _waiting(session, table, row_id, now)
    if row.requested_by != (caller.user_id or ""):
        raise Refusal("approval_not_possible", "Отозвать запрос может только тот, кто его завёл", "approval_id")
    return _decided(session, row, WITHDRAWN, caller, now)


def listed(
    session: Session,
    table: type[Row],
    now: datetime,
    *,
    waiting: bool,
    after: str | None,
    account: str | None,
    size: int,
) -> list[Row]:
    """Held commands, the newest first."""
    chosen = select(table).order_by(table.nth.desc()).limit(size)
    if waiting:
        chosen = chosen.where(table.state == WAITING, table.expires_at > now)
    if account is not None:
        chosen = chosen.where(table.account_number == account)
    if after is not None:
        seen = select(table.nth).where(table.id == after).scalar_subquery()
        chosen = chosen.where(or_(seen.is_(None), table.nth < seen))
    return list(session.scalars(chosen))


def shown(row: HeldCommand, now: datetime) -> dict[str, Any]:
    """What people judge by, under the names of the contract; sums are kopecks."""
    return {
        "approval_id": row.id,
        "deed": row.deed,
        "state": row.state_at(now),
        "account_number": row.account_number,
        "subject": row.subject,
        "amount_kopecks": row.amount,
        "limit_kopecks": row.most,
        "ground": row.ground,
        "requested_by": row.requested_by,
        "requested_at": row.requested_at,
        "expires_at": row.expires_at,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }


def _waiting(session: Session, table: type[Row], row_id: str, now: datetime) -> Row:
    row = session.scalar(select(table).where(table.id == row_id).with_for_update())
    if row is None:
        raise Refusal("approval_not_found", "Такого запроса на одобрение нет", "approval_id")
    state = row.state_at(now)
    if state != WAITING:
        raise Refusal("approval_not_possible", f"Запрос {_WORDS[state]}", "approval_id", {"state": state})
    return row


def _decided(session: Session, row: Row, state: str, caller: Caller, now: datetime) -> Row:
    row.state, row.decided_by, row.decided_at = state, caller.user_id or "", now
    session.flush()
    return row
