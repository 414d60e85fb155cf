"""Which accounts of a chunk may owe a penalty in a month, and their money: few of them, so it is read in full."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.rows import namedtuple_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.penalties.delays import Arrears
from services.billing.rules.instalments import Plan
from services.billing.rules.periods import previous_period

# Late is what the former bill brought forward, beside its own charge, which is not due yet. An account that has just
# paid is looked at once more: what it paid late is known only now.
_LATE = """
    select s.account_number from standings s
    left join charges c on (c.account_number, c.period) = (s.account_number, s.period)
    where s.period = %(before)s and s.account_number between %(first)s and %(last)s
      and s.balance_kopecks > coalesce(c.charged_kopecks, 0)
    union
    select account_number from penalties
    where period = %(before)s and source = 'bill' and account_number between %(first)s and %(last)s
"""
# Money counts to its day, whichever bill it has entered.
_MONEY = """
    select account_number, kind, period, paid_on, amount_kopecks,
           (occurred_at at time zone 'Europe/Moscow')::date as entered_on from ledger
    where account_number = any (%(numbers)s) and (paid_on is not null or period <= %(period)s) order by id
"""
_BEFORE = """
    select distinct on (account_number) account_number, accrued,
           sum(amount_kopecks) over (partition by account_number)::bigint as charged from penalties
    where account_number = any (%(numbers)s) and period = %(before)s and source = 'bill'
    order by account_number, id desc
"""
_AGREEMENTS = """
    select account_number, agreed_on, parts from agreements
    where account_number = any (%(numbers)s) order by agreed_on, recorded_at
"""


def late_accounts(session: Session, accounts: AccountRange) -> dict[str, Arrears]:
    """Returns the arrears by account number."""
    months = {"period": accounts.period, "before": previous_period(accounts.period)}
    late = _rows(session, _LATE, **months, first=accounts.first, last=accounts.last)
    return arrears_of(session, [row.account_number for row in late], accounts.period)


def arrears_of(session: Session, numbers: Sequence[str], period: str) -> dict[str, Arrears]:
    """The arrears of these accounts with the charges up to a period."""
    found = {number: Arrears() for number in numbers}
    if not found:
        return found
    named = {"numbers": list(found), "period": period, "before": previous_period(period)}
    for row in _rows(session, _MONEY, **named):
        arrears = found[row.account_number]
        if row.kind in ("credit", "refund"):
            arrears.money.append((row.paid_on, -row.amount_kopecks))
        else:
            arrears.charges[row.period] = arrears.charges.get(row.period, 0) + row.amount_kopecks
            arrears.billed_on.setdefault(row.period, row.entered_on)
    for row in _rows(session, _BEFORE, **named):
        found[row.account_number].before = row.accrued
        found[row.account_number].charged_before = row.charged
    for row in _rows(session, _AGREEMENTS, **named):
        parts = [(date.fromisoformat(part["due_on"]), part["amount_kopecks"]) for part in row.parts]
        found[row.account_number].agreements.append(Plan(row.agreed_on, parts))
    return found


def _rows(session: Session, query: str, **parameters: Any) -> list[Any]:
    with driver_connection(session).cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(query, parameters).fetchall()
