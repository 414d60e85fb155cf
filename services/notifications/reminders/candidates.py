"""Who is to be reminded of what: one query a kind, set-based, page by page in the order of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

PAGE = 500

# A letter that exists has reminded already; an address that bounced gets no reminders.
_WHO = """
    select p.user_id, p.email, p.unsubscribe_key, f.account_number, {columns}
    from people p
    join persons_accounts l on l.user_id = p.user_id and l.linked
    join account_facts f on f.account_number = l.account_number
    {joined}
    where :kind = any (p.reminders) and p.email is not null and {undone}
      and not exists (select from bounced_addresses b where b.email = lower(p.email))
      and not exists (
          select from letters made
          where made.dedupe_key = :purpose || ':' || f.account_number || ':' || {occasion} || ':' || p.user_id
      )
      and (p.user_id, f.account_number) > (:user, :number)
    order by p.user_id, f.account_number limit :page
"""
_STAGE = "cross join lateral (select min(d) as days from unnest(cast(:stages as int[])) d where d >= {day} - :today) s"

READINGS = text(
    _WHO.format(
        columns="cast(null as date) as day, :period as occasion, 0 as kopecks",
        joined="",
        undone="""f.metered and not exists (
            select from heard_readings r
            where r.account_number = f.account_number and r.period = :period and not r.withdrawn)""",
        occasion=":period",
    )
)
DUE = text(
    _WHO.format(
        columns="f.bill_due_on as day, f.bill_period || ':' || s.days as occasion, f.due_kopecks as kopecks",
        joined=_STAGE.format(day="f.bill_due_on"),
        undone="f.due_kopecks > 0 and f.bill_due_on >= :today and s.days is not null",
        occasion="f.bill_period || ':' || s.days",
    )
)
VERIFICATION = text(
    _WHO.format(
        columns="f.verification_due as day, f.verification_due || ':' || s.days as occasion, 0 as kopecks",
        joined=_STAGE.format(day="f.verification_due"),
        undone="f.verification_due >= :today and s.days is not null",
        occasion="f.verification_due || ':' || s.days",
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person and an account for which something is still to be done. `occasion` is the part of the letter's key
    that names what is to be done: one letter for each."""

    user_id: UUID
    email: str
    unsubscribe_key: UUID
    account_number: str
    day: date | None
    occasion: str
    kopecks: int


def page(session: Session, query: Any, after: Candidate | None, **values: object) -> Sequence[Candidate]:
    """The next candidates after the given one."""
    start = {"user": after.user_id if after else UUID(int=0), "number": after.account_number if after else ""}
    found = session.execute(query, {**values, **start, "page": PAGE})
    return [Candidate(*row) for row in found]
