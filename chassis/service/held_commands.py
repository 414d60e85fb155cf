"""A service's commands that wait for a second person: held, released, refused and taken back, each with its record.

The table is the service's (`chassis.database.second_person`), and so is what a released command does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from chassis.database import audit, second_person
from chassis.database.second_person import HeldCommand, Wish
from chassis.service.bindings import Work

Row = TypeVar("Row", bound=HeldCommand)
Answer = TypeVar("Answer")
PAGE = 50


class Query(Protocol):
    """The filters of a page."""

    @property
    def waiting(self) -> bool: ...
    @property
    def after(self) -> str | None: ...
    @property
    def account_number(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class HeldCommands(Generic[Row, Answer]):
    """The commands of one table. `answer` words a row as the contract has it, `subject` is whose records it joins."""

    table: type[Row]
    answer: Callable[[Row, datetime], Answer]
    subject: Callable[[Row], str]

    def hold(self, work: Work[Any], wish: Wish) -> Answer:
        """Keep the command, once for a person's key."""
        row, new = second_person.hold(work.session, self.table, wish, work.caller, work.now)
        if new:
            self._note(work, "ask_approval", row)
        return self.answer(row, work.now)

    def release(self, work: Work[Any], row_id: str) -> Row:
        """The second person agrees: the caller executes the command in the same transaction.

        Refusals "approval_not_found", "approval_not_possible".
        """
        row = second_person.release(work.session, self.table, row_id, work.caller, work.now)
        self._note(work, "approve_deed", row)
        return row

    def refuse(self, work: Work[Any], row_id: str, reason: str) -> Answer:
        """The second person does not agree. Refusals "approval_not_found", "approval_not_possible"."""
        row = second_person.refuse(work.session, self.table, row_id, work.caller, work.now, reason)
        self._note(work, "refuse_deed", row, reason=reason)
        return self.answer(row, work.now)

    def withdraw(self, work: Work[Any], row_id: str) -> Answer:
        """Who asked takes it back. Refusals "approval_not_found", "approval_not_possible"."""
        row = second_person.withdraw(work.session, self.table, row_id, work.caller, work.now)
        self._note(work, "withdraw_deed", row)
        return self.answer(row, work.now)

    def page(self, work: Work[Any], query: Query) -> tuple[list[Answer], bool]:
        """The newest first, and whether there are more."""
        found = second_person.listed(
            work.session,
            self.table,
            work.now,
            waiting=query.waiting,
            after=query.after,
            account=query.account_number,
            size=PAGE + 1,
        )
        return [self.answer(row, work.now) for row in found[:PAGE]], len(found) > PAGE

    def _note(self, work: Work[Any], action: str, row: Row, **details: str) -> None:
        """The record of the trail: what, whose, how much, who asked."""
        facts = {"deed": row.deed, "requested_by": row.requested_by, "amount_kopecks": str(row.amount), **details}
        if row.ground:
            facts["ground"] = row.ground
        audit.record(work.session, work.now, action, subject=self.subject(row), account=row.account_number, **facts)
