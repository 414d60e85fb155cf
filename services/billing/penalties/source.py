"""Which accounts of a chunk may owe a penalty in a month, and their money: few of them, so it is read in full."""

from typing import Any

from psycopg.rows import namedtuple_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.penalties.accruing import Arrears
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
    select account_number, kind, period, paid_on, amount_kopecks from ledger
    where account_number = any (%(numbers)s) and (paid_on is not null or period <= %(period)s)
"""
_BEFORE = """
    select distinct on (account_number) account_number, accrued from penalties
    where account_number = any (%(numbers)s) and period = %(before)s and source = 'bill'
    order by account_number, id desc
"""


def late_accounts(session: Session, accounts: AccountRange) -> dict[str, Arrears]:
    """Returns the arrears by account number."""
    months = {"period": accounts.period, "before": previous_period(accounts.period)}

    def rows(query: str, **more: Any) -> list[Any]:
        with driver_connection(session).cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(query, months | more).fetchall()

    found = {row.account_number: Arrears() for row in rows(_LATE, first=accounts.first, last=accounts.last)}
    if not found:
        return found
    for row in rows(_MONEY, numbers=list(found)):
        arrears = found[row.account_number]
        if row.kind in ("credit", "refund"):
            arrears.money.append((row.paid_on, -row.amount_kopecks))
        else:
            arrears.charges[row.period] = arrears.charges.get(row.period, 0) + row.amount_kopecks
    for row in rows(_BEFORE, numbers=list(found)):
        found[row.account_number].before = row.accrued
    return found
