"""Read what the bills of a chunk are made of: five set-based queries."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from intake.loading import LOCK
from services.billing.notices.case import COLUMNS, LAST_NOTICE, Case
from services.billing.rates.editions import policies
from services.billing.rules.periods import last_day, previous_period
from services.billing.rules.policy import Policy

_LOCK = "select from accounts where number between :first and :last order by number for no key update"
_DRAFTS = """
    select r.account_number, r.method, r.charged_kopecks, r.vat_kopecks, r.outcome, s.balance_kopecks,
           a.full_name, a.address, a.rooms, coalesce(p.persons, a.persons), a.tariff_group, a.managing_company,
           coalesce(o.name, ''), coalesce(o.address, ''), coalesce(o.phones, '')
    from run_results r
    join standings s on s.account_number = r.account_number and s.period = %(before)s
    join accounts a on a.number = r.account_number
    left join offices o on o.district = a.district
    left join lateral (
        select persons from residents where account_number = a.number and since <= %(last_day)s
        order by since desc limit 1
    ) p on true
    where r.period = %(period)s and r.account_number between %(first)s and %(last)s
      and not exists (select from standings n where n.account_number = a.number and n.period > %(period)s)
    order by r.account_number
"""
_LAST_BILLS = """
    select distinct on (account_number) account_number, revision, snapshot
    from bills where period = %(period)s and account_number between %(first)s and %(last)s
    order by account_number, revision desc
"""
_ENTRIES = """
    select account_number, kind, title, amount_kopecks from ledger
    where period = %(period)s and account_number between %(first)s and %(last)s
      and kind in ('correction', 'credit', 'refund') order by id
"""
_DEBTS = """
    select coalesce(d.account_number, p.account_number), coalesce(p.earlier, 0), coalesce(d.court_kopecks, 0),
           coalesce(d.duty_kopecks, 0), coalesce(d.restriction_kopecks, 0), coalesce(p.posted, 0)
    from (select * from other_debts where account_number between %(first)s and %(last)s) d
    full join (
        select account_number,
               sum(amount_kopecks) filter (where (source, period) <> ('bill', %(period)s))::bigint as earlier,
               sum(amount_kopecks) filter (where (source, period) = ('bill', %(period)s))::bigint as posted
        from penalties where account_number between %(first)s and %(last)s group by 1
    ) p using (account_number)
"""
_NOTICES = f"""
    select a.number, {", ".join(f"notice.{name}" for name in COLUMNS)}
    from (select distinct account_number from notices where account_number between %(first)s and %(last)s) a(number)
    cross join lateral ({LAST_NOTICE.format(number="a.number")}) notice
"""  # noqa: S608 - our own SQL


@dataclass(slots=True)
class Money:
    """What was posted for one account in the period, beside charges."""

    paid: int = 0
    corrections: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Sources:
    """The chunk's rows by account number."""

    drafts: list[tuple[Any, ...]]
    last_bills: dict[str, tuple[int, dict[str, Any]]]
    money: dict[str, Money]
    debts: dict[str, tuple[int, int, int, int]]
    """(penalty without this period's, court, duty, restriction)."""
    penalties: dict[str, int]
    """Kopecks of penalty that bills of this period have posted already."""
    notices: dict[str, Case]
    policy_on: Callable[[date], Policy]


def lock_accounts(session: Session, first: str, last: str) -> None:
    """Keep postings away until the transaction ends; one that waits will see the period closed."""
    session.execute(text("select pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})
    session.execute(text(_LOCK), {"first": first, "last": last})


def read_sources(session: Session, period: str, first: str, last: str) -> Sources:
    """Read what is drafted; publication locks the accounts before, a preview does not."""
    parameters: dict[str, object] = {"period": period, "before": previous_period(period), "first": first, "last": last}
    parameters["last_day"] = last_day(period)

    def rows(query: str) -> list[tuple[Any, ...]]:
        with driver_connection(session).cursor() as cursor:
            return cursor.execute(query, parameters).fetchall()

    money: defaultdict[str, Money] = defaultdict(Money)
    for number, kind, title, kopecks in rows(_ENTRIES):
        if kind == "correction":
            money[number].corrections.append((title, kopecks))
        else:
            money[number].paid -= kopecks
    debts = rows(_DEBTS)
    return Sources(
        drafts=rows(_DRAFTS),
        last_bills={number: (revision, snapshot) for number, revision, snapshot in rows(_LAST_BILLS)},
        money=money,
        debts={number: (penalty, court, duty, cost) for number, penalty, court, duty, cost, _ in debts},
        penalties={number: posted for number, *_, posted in debts},
        notices={number: Case(*told) for number, *told in rows(_NOTICES)},
        policy_on=policies(session),
    )
