"""Which accounts of a chunk may owe a penalty in a month, and their money: few of them, so it is read in full."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
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


def late_accounts(session: Session, period: str, first: str, last: str) -> dict[str, Arrears]:
    """By account number."""
    months = {"period": period, "before": previous_period(period)}

    def rows(query: str, **more: Any) -> list[tuple[Any, ...]]:
        with driver_connection(session).cursor() as cursor:
            return cursor.execute(query, months | more).fetchall()

    found = {number: Arrears() for (number,) in rows(_LATE, first=first, last=last)}
    if not found:
        return found
    for number, kind, month, paid_on, kopecks in rows(_MONEY, numbers=list(found)):
        arrears = found[number]
        if kind in ("credit", "refund"):
            arrears.money.append((paid_on, -kopecks))
        else:
            arrears.charges[month] = arrears.charges.get(month, 0) + kopecks
    for number, accrued in rows(_BEFORE, numbers=list(found)):
        found[number].before = accrued
    return found
