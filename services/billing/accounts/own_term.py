"""What of an account its present owner may see: nothing from before the day on which the account became theirs.

Bills carry the former owner's name, payments and consumption are that person's (152-ФЗ, ст. 7); debts stayed with them.
Staff, and our own processes, see all.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.context import current
from contracts.roles import CUSTOMER
from services.billing.rules.periods import period_of

_TERMS = text(
    """
    select distinct on (account_number) account_number, since, recorded_at from account_terms
    where account_number = any (:numbers) order by account_number, since desc
    """
)


class OwnTerm(NamedTuple):
    """The term of the caller, who is the owner since a change of owner."""

    since: date
    recorded_at: datetime
    """Bills that were out by then have the former owner's name."""

    @property
    def first_month(self) -> str:
        """Whose charge is the first of the present owner's."""
        return period_of(self.since)

    def hides(self, period: str, published_at: datetime) -> bool:
        """Whether a bill was the former owner's."""
        return period < self.first_month or published_at < self.recorded_at


OWN_ENTRY = """(cast(:since as date) is null or source <> 'owner_change' and case
    when paid_on is not null then paid_on >= cast(:since as date)
    else period >= to_char(cast(:since as date), 'YYYY-MM') end)"""
"""SQL that is true for an entry of the ledger within the term that begins on `:since`, null for whoever sees all."""


def own_terms(session: Session, numbers: Iterable[str]) -> dict[str, OwnTerm]:
    """The caller's terms of those of these accounts that had another owner before; none for staff."""
    if current().caller.role != CUSTOMER:
        return {}
    rows = session.execute(_TERMS, {"numbers": list(numbers)})
    return {row.account_number: OwnTerm(row.since, row.recorded_at) for row in rows}


def own_term(session: Session, number: str) -> OwnTerm | None:
    """The same of one account; None: everything may be seen."""
    return own_terms(session, [number]).get(number)


def own_since(session: Session, number: str) -> date | None:
    """The first day of that term."""
    term = own_term(session, number)
    return term.since if term else None
