"""Read what the bills of a range of accounts are made of: six set-based queries."""

from collections import defaultdict
from datetime import date
from typing import TypeVar

from psycopg.rows import RowFactory, class_row, dict_row, tuple_row
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from intake.loading import LOCK
from services.billing.accounts.paper_wishes import WANTS_PAPER
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.bills.composing import BillSource, ChargedAccount, Debts, LastBill, Money, Posted
from services.billing.notices.agreed import agreements_of, block_of
from services.billing.notices.case import COLUMNS, LAST_NOTICE, OF_PRESENT_OWNER, Case
from services.billing.rules.periods import first_day, last_day, previous_period, year_before

Row = TypeVar("Row")

_LOCK = "select from accounts where number between :first and :last order by number for no key update"
_DRAFTS = f"""
    select r.account_number, r.method, r.charged_kopecks, r.vat_kopecks, r.outcome::text as outcome,
           coalesce(s.balance_kopecks, earlier.kopecks) as opening_kopecks,
           coalesce(y.charged_kopecks, 0) as year_ago_kopecks,
           a.full_name, a.address, a.rooms, coalesce(p.persons, a.persons) as persons, a.tariff_group,
           a.managing_company, a.multiplier, a.multiplier_ground, {WANTS_PAPER.format(number="a.number")} as paper,
           coalesce(o.name, '') as office_name, coalesce(o.address, '') as office_address,
           coalesce(o.phones, '') as office_phones,
           coalesce(nullif(d.unified_account, ''), a.unified_account) as unified_account,
           coalesce(nullif(d.document_id, ''), a.document_id) as document_id
    from run_results r
    left join standings s on s.account_number = r.account_number and s.period = %(before)s
    -- Months without a bill: what was owed before them, and the money since.
    left join lateral (
        select o.balance_kopecks + coalesce((
                   select sum(l.amount_kopecks) from ledger l
                   where l.account_number = r.account_number and l.period > o.period and l.period < %(period)s
               ), 0)::bigint as kopecks
        from standings o where s.account_number is null and o.account_number = r.account_number
          and o.period < %(before)s order by o.period desc limit 1
    ) earlier on true
    join accounts a on a.number = r.account_number
    left join offices o on o.district = a.district
    left join document_ids d on d.account_number = a.number and d.period = %(period)s
    left join charges y on y.account_number = r.account_number and y.period = %(year_ago)s
    left join lateral (
        select persons from residents where account_number = a.number and since <= %(last_day)s
        order by since desc limit 1
    ) p on true
    where r.period = %(period)s and r.account_number between %(first)s and %(last)s
      and (s.account_number is not null or earlier.kopecks is not null)
      and not exists (select from standings n where n.account_number = a.number and n.period > %(period)s)
    order by r.account_number
"""  # noqa: S608 - our own SQL
_LAST_BILLS = """
    select distinct on (account_number) account_number, revision, snapshot_version, snapshot
    from bills where period = %(period)s and account_number between %(first)s and %(last)s
    order by account_number, revision desc
"""
_ENTRIES = """
    select l.account_number, l.kind, l.title, l.amount_kopecks, c.month, c.zone, nullif(c.volume, 0) as volume,
           c.vat_rate, case when c.vat_rate is not null then c.vat_kopecks end as vat_kopecks
    from ledger l
    left join corrections c on l.kind = 'correction' and l.source = 'correction' and c.reference = l.source_ref
    where l.period = %(period)s and l.account_number between %(first)s and %(last)s
      and l.kind in ('correction', 'credit', 'refund') order by l.id
"""
_DEBTS = """
    select coalesce(d.account_number, p.account_number) as account_number, coalesce(p.earlier, 0) as earlier_penalty,
           coalesce(d.court_kopecks, 0) as court, coalesce(d.duty_kopecks, 0) as duty,
           coalesce(d.restriction_kopecks, 0) as restriction, coalesce(p.posted, 0) as posted_penalty
    from (select * from other_debts where account_number between %(first)s and %(last)s) d
    full join (
        select account_number,
               sum(amount_kopecks) filter (where (source, period) <> ('bill', %(period)s))::bigint as earlier,
               sum(amount_kopecks) filter (where (source, period) = ('bill', %(period)s))::bigint as posted
        from penalties where account_number between %(first)s and %(last)s group by 1
    ) p using (account_number)
"""
_ABSENCES = """
    select account_number, since, ground from absences
    where account_number between %(first)s and %(last)s and since <= %(last_day)s and until >= %(first_day)s
"""
_NOTICES = f"""
    select a.number as account_number, {", ".join(f"notice.{name}" for name in COLUMNS)}
    from (select distinct account_number from notices where account_number between %(first)s and %(last)s) a(number)
    cross join lateral ({LAST_NOTICE.format(number="a.number")}) notice
    where {OF_PRESENT_OWNER.format(number="a.number")}
"""  # noqa: S608 - our own SQL


def lock_accounts(session: Session, accounts: AccountRange) -> None:
    """Keep postings away until the transaction ends; one that waits will see the period closed."""
    session.execute(text("select pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})
    session.execute(text(_LOCK), {"first": accounts.first, "last": accounts.last})


def read_sources(session: Session, accounts: AccountRange, today: date, unreadable: Unreadable) -> list[BillSource]:
    """Read what is drafted, by account number; publication locks the accounts before, a preview does not.

    An account that cannot be read is named in `unreadable`, and missing here.
    """
    parameters: dict[str, object] = {"first": accounts.first, "last": accounts.last, "period": accounts.period}
    parameters |= {"before": previous_period(accounts.period), "last_day": last_day(accounts.period)}
    parameters["first_day"] = first_day(accounts.period)
    parameters["year_ago"] = year_before(accounts.period)

    def rows(query: str, shape: RowFactory[Row]) -> list[Row]:
        with driver_connection(session).cursor(row_factory=shape) as cursor:
            return cursor.execute(query, parameters).fetchall()

    money: defaultdict[str, Money] = defaultdict(Money)
    for number, kind, title, kopecks, *mended in rows(_ENTRIES, tuple_row):
        if kind == "correction":
            money[number].corrections.append(Posted(title, kopecks, *mended))
        else:
            money[number].paid -= kopecks
    last_bills = {bill.account_number: bill for bill in rows(_LAST_BILLS, class_row(LastBill))}
    debts = {one.account_number: one for one in rows(_DEBTS, class_row(Debts))}
    cases = {row.pop("account_number"): Case(**row) for row in rows(_NOTICES, dict_row)}
    grounds: defaultdict[str, dict[date, str]] = defaultdict(dict)
    for number, since, ground in rows(_ABSENCES, tuple_row):
        grounds[number][since] = ground
    drafts = rows(_DRAFTS, class_row(ChargedAccount))
    agreements = agreements_of(session, [account.account_number for account in drafts], today, unreadable)
    return [
        BillSource(
            account=account,
            last_bill=last_bills.get(account.account_number),
            money=money.get(account.account_number) or Money(),
            debts=debts.get(account.account_number) or Debts(),
            case=cases.get(account.account_number),
            agreement=block_of(agreements.get(account.account_number)),
            absence_grounds=grounds.get(account.account_number) or {},
        )
        for account in drafts
        if account.account_number not in unreadable
    ]
