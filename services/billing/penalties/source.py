"""Which accounts of a chunk may owe a penalty in a month, and their money: few of them, so it is read in full."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.rows import namedtuple_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.penalties.arrears import Charge, netted
from services.billing.penalties.delays import Arrears
from services.billing.rules.instalments import Due, Plan
from services.billing.rules.periods import first_day, last_day, period_of, previous_period

# Late is what the former bill brought forward, beside its own charge, which is not due yet; what it gave back lowers
# its balance, not the debt before it. An account that has just paid is looked at once more: what it paid late is known
# only now, maybe months after its last penalty. So is one whose owner's change became known: the former owner's
# overpayment leaves with them, and what was paid is owed.
_LATE = """
    select s.account_number from standings s
    left join charges c on (c.account_number, c.period) = (s.account_number, s.period)
    where s.period = %(before)s and s.account_number between %(first)s and %(last)s
      and s.balance_kopecks > coalesce(c.charged_kopecks, 0)
    union
    select account_number from penalties
    where period = %(before)s and source = 'bill' and account_number between %(first)s and %(last)s
    union
    select account_number from ledger
    where period = %(before)s and account_number between %(first)s and %(last)s
      and kind in ('recalculation', 'correction') and amount_kopecks < 0
    union
    select account_number from ledger
    where period = %(period)s and account_number between %(first)s and %(last)s
      and kind in ('credit', 'refund') and paid_on < %(first_day)s
    union
    select account_number from ledger
    where period = %(period)s and account_number between %(first)s and %(last)s
      and source in ('owner_change', 'owner_settlement') and amount_kopecks > 0
"""
# Money counts to its day, whichever bill it has entered. What a bill settles of earlier months is billed with it: a
# credit that stood for an older debt would leave its bill as if all of it were owed.
_MONEY = """
    select account_number, source, kind, period, paid_on, amount_kopecks,
           case when source in ('bill', 'recalculation')
                then (occurred_at at time zone 'Europe/Moscow')::date end as billed_on
    from ledger
    where account_number = any (%(numbers)s) and (paid_on is not null or period <= %(period)s) order by id
"""
_CHARGES = """
    select json_agg(json_build_array(period, kopecks, billed_on) order by period, billed_on) as by_period
    from (
        select period, sum(amount_kopecks) as kopecks,
               case when source in ('bill', 'recalculation')
                    then (occurred_at at time zone 'Europe/Moscow')::date end as billed_on
        from ledger where account_number = {number} and kind not in ('credit', 'refund') and source <> 'owner_change'
          and period >= coalesce((select to_char(max(since), 'YYYY-MM') from account_terms
                                  where account_number = {number}), '') group by period, billed_on
    ) charges
"""
_MOVED = ("owner_change", "owner_settlement")
"""Sources of entries that take off what stays with a former owner: neither a debt nor money of the present one."""
_DEFERRED = """
    select distinct account_number from agreements where account_number = any (%(numbers)s)
"""
# Months that changed nothing have no entry: the last one says what has been charged for each debt.
_BEFORE = """
    select n.number as account_number, p.accrued, case when p.period = %(before)s then p.charged else 0 end as charged
    from unnest(%(numbers)s::text[]) n(number) cross join lateral (
        select period, accrued, sum(amount_kopecks) over (partition by period)::bigint as charged from penalties
        where account_number = n.number and period <= %(before)s and source = 'bill'
        order by period desc, id desc limit 1
    ) p
"""
# Of what no bill of ours has charged, the accounting system before us has charged the days until our first month.
_BEGUN = """
    select account_number, min(period) as period from standings where account_number = any (%(numbers)s) group by 1
"""
_AGREEMENTS = """
    select account_number, agreed_on, parts from agreements
    where account_number = any (%(numbers)s) order by agreed_on, recorded_at
"""
_TERMS = """
    select account_number, max(since) as since from account_terms
    where account_number = any (%(numbers)s) group by account_number
"""
# What bills of the present owner settle of the former one's months is no debt of theirs, whenever it has moved.
_FORMER = """
    select r.account_number, r.period, sum(r.amount_kopecks + r.excess_kopecks)::bigint as kopecks
    from recalculations r
    join (select account_number, to_char(max(since), 'YYYY-MM') as month from account_terms
          where account_number = any (%(numbers)s) group by 1) t using (account_number)
    where r.settles < t.month and r.period >= t.month and r.period <= %(period)s
      and r.revision = (select max(revision) from bills b
                        where b.account_number = r.account_number and b.period = r.period)
    group by 1, 2
"""


def late_accounts(session: Session, accounts: AccountRange, unreadable: Unreadable) -> dict[str, Arrears]:
    """Returns the arrears by account number; an account that cannot be read is named in `unreadable`."""
    months = {
        "period": accounts.period,
        "before": previous_period(accounts.period),
        "first_day": first_day(accounts.period),
    }
    late = _rows(session, _LATE, **months, first=accounts.first, last=accounts.last)
    return arrears_of(session, [row.account_number for row in late], accounts.period, unreadable)


def arrears_of(session: Session, numbers: Sequence[str], period: str, unreadable: Unreadable) -> dict[str, Arrears]:
    """The arrears of these accounts with the charges up to a period; `unreadable` names those that it leaves out."""
    found = {number: Arrears() for number in numbers}
    if not found:
        return found
    named = {"numbers": list(found), "period": period, "before": previous_period(period)}
    terms = {row.account_number: row.since for row in _rows(session, _TERMS, **named)}
    for row in _rows(session, _MONEY, **named):
        arrears = found[row.account_number]
        if row.source in _MOVED or not _of_term(row, terms.get(row.account_number)):
            continue
        if row.kind in ("credit", "refund"):
            arrears.money.append((row.paid_on, -row.amount_kopecks))
        else:
            arrears.charges.append(Charge(row.period, row.amount_kopecks, row.billed_on))
    for row in _rows(session, _FORMER, **named) if terms else ():
        found[row.account_number].charges.append(Charge(row.period, -row.kopecks))
    for row in _rows(session, _BEFORE, **named):
        try:
            found[row.account_number].before = _accrued_since(row.accrued, terms.get(row.account_number))
        except Exception:
            unreadable.leave_out(row.account_number, "penalties.accrued")
        found[row.account_number].charged_before = row.charged
    for row in _rows(session, _BEGUN, numbers=[number for number, one in found.items() if one.before is None]):
        found[row.account_number].begun = last_day(row.period)
    for row in _rows(session, _AGREEMENTS, **named):
        if row.agreed_on < terms.get(row.account_number, date.min):
            continue
        try:
            found[row.account_number].agreements.append(Plan(row.agreed_on, _parts(row.parts)))
        except Exception:
            unreadable.leave_out(row.account_number, "agreements.parts")
    return {number: arrears for number, arrears in found.items() if number not in unreadable}


def _parts(stored: Any) -> list[Due]:
    """The parts of an agreement. Raises whatever their damage raises."""
    if not isinstance(stored, list):
        raise TypeError("parts are no list")
    return [(date.fromisoformat(part["due_on"]), int(part["amount_kopecks"])) for part in stored]


def deferred_arrears(session: Session, numbers: Sequence[str], today: date) -> dict[str, Arrears]:
    """The arrears of those of the accounts that have an instalment agreement."""
    agreed = _rows(session, _DEFERRED, numbers=list(numbers))
    return arrears_of(session, [row.account_number for row in agreed], period_of(today), Unreadable())


def charges_of(number: str) -> str:
    """SQL for `lateral (...)`, with `number` the account's column: what `read_charges` reads, as `by_period`."""
    return _CHARGES.format(number=number)


def read_charges(by_period: Sequence[tuple[str, int, str | None]] | None) -> list[Charge]:
    """The account's charges, newest first."""
    charges = (
        Charge(period, kopecks, date.fromisoformat(billed_on) if billed_on else None)
        for period, kopecks, billed_on in by_period or ()
    )
    return list(netted(charges))[::-1]


def _of_term(row: Any, since: date | None) -> bool:
    """Whether an entry is of the present owner's term; what was before stayed with the former one."""
    if since is None:
        return True
    return bool(row.paid_on >= since if row.paid_on is not None else row.period >= period_of(since))


def _accrued_since(accrued: dict[str, int] | None, since: date | None) -> dict[str, int] | None:
    if accrued is None:
        return None
    first = period_of(since) if since is not None else ""
    return {period: int(kopecks) for period, kopecks in accrued.items() if period >= first}


def _rows(session: Session, query: str, **parameters: Any) -> list[Any]:
    with driver_connection(session).cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(query, parameters).fetchall()
