"""Debts that are kept apart from energy: penalty, court, duty, restriction costs. Bills and pages only state them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.bill import ReferenceDebts

REFERENCE_DEBTS = """
    select coalesce(penalty.owed, 0)::bigint as penalty_kopecks, coalesce(d.court_kopecks, 0) as court_kopecks,
           coalesce(d.duty_kopecks, 0) as duty_kopecks, coalesce(d.restriction_kopecks, 0) as restriction_kopecks
    from (select sum(amount_kopecks) as owed from penalties where account_number = {number}) penalty
    left join other_debts d on d.account_number = {number}
"""
"""SQL for `lateral (...)`, always one row; `{number}` is the account's column."""

_OF_ACCOUNT = text(REFERENCE_DEBTS.format(number=":number"))


def reference_debts(session: Session, account_number: str) -> ReferenceDebts:
    """Returns the account's debts beside energy, in kopecks."""
    return debts_of(session.execute(_OF_ACCOUNT, {"number": account_number}).mappings().one())


def debts_of(row: Mapping[Any, Any]) -> ReferenceDebts:
    """Returns the debts in a row that has the columns of `REFERENCE_DEBTS`."""
    return ReferenceDebts(**{name: row[name] for name in ReferenceDebts.model_fields})
