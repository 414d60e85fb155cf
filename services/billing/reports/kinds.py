"""What each report says: its columns, and the SQL of a stretch of accounts.

All money is read from the ledger by the month of the bill that an entry enters, so a closed month is done. The SQL may
use `:since` and `:until` (months), `:first` and `:last` (accounts), `:rates` (VAT rate by month as JSON).
"""

from dataclasses import dataclass
from typing import Literal

from contracts.billing import ReportKind

Unit = Literal["text", "day", "month", "account", "kopecks", "kwh", "count", "percent"]


@dataclass(frozen=True, slots=True)
class Column:
    """`sealed`: part of the checksum; a name may change when the sums may not."""

    name: str
    unit: Unit
    sealed: bool = True

    @property
    def summed(self) -> bool:
        return self.unit in ("kopecks", "kwh", "count")


@dataclass(frozen=True, slots=True)
class Kind:
    """`keys`: of a report whose rows are groups of accounts, how many first columns name the group; 0: no groups."""

    columns: tuple[Column, ...]
    sql: str
    keys: int = 0


def _money(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "kopecks") for name in names)


WHO = (
    Column("account", "account"),
    Column("full_name", "text", sealed=False),
    Column("district", "text", sealed=False),
)
_ACCOUNTS = "accounts a where a.number between :first and :last"
_OF_KIND = "coalesce(sum(l.amount_kopecks) filter (where l.period >= :since and l.kind = '{kind}'), 0)"
_WITHIN = "l.account_number between :first and :last and l.period between :since and :until"


def _of(kind: str, sign: str = "") -> str:
    return f"{sign}{_OF_KIND.format(kind=kind)}::bigint"


_TURNOVER = f"""
    select account_number, full_name, district, greatest(opening, 0), greatest(-opening, 0), carried, charged,
           recalculated, corrected, paid, returned, greatest(closing, 0), greatest(-closing, 0)
    from (
        select l.account_number, a.full_name, a.district,
               coalesce(sum(l.amount_kopecks) filter (where l.period < :since), 0)::bigint as opening,
               {_of("opening")} as carried, {_of("charge")} as charged, {_of("recalculation")} as recalculated,
               {_of("correction")} as corrected, {_of("credit", "-")} as paid, {_of("refund")} as returned,
               sum(l.amount_kopecks)::bigint as closing
        from ledger l join accounts a on a.number = l.account_number
        where l.account_number between :first and :last and l.period <= :until
        group by l.account_number, a.full_name, a.district
    ) money
    where (opening, carried, charged, recalculated, corrected, paid, returned) <> (0, 0, 0, 0, 0, 0, 0)
    order by account_number
"""  # noqa: S608 - our own SQL
_CHARGES = f"""
    select money.account_number, a.full_name, a.district, coalesce(volumes.kwh, 0)::bigint, charged, recalculated,
           corrected, charged + recalculated + corrected
    from (
        select l.account_number, {_of("charge")} as charged, {_of("recalculation")} as recalculated,
               {_of("correction")} as corrected
        from ledger l where {_WITHIN} and l.kind in ('charge', 'recalculation', 'correction')
        group by l.account_number
    ) money
    join accounts a on a.number = money.account_number
    left join (
        select account_number, sum(volume) as kwh from charges
        where account_number between :first and :last and period between :since and :until group by account_number
    ) volumes on volumes.account_number = money.account_number
    order by money.account_number
"""  # noqa: S608 - our own SQL
_RECEIPTS = f"""
    select l.period, a.district, l.title, count(*), -sum(l.amount_kopecks)::bigint
    from ledger l join accounts a on a.number = l.account_number
    where {_WITHIN} and l.kind = 'credit' group by l.period, a.district, l.title
"""  # noqa: S608 - our own SQL
_MONTHS = "(left({month}, 4)::int * 12 + right({month}, 2)::int)"
_OLD = f"{_MONTHS.format(month='cast(:until as text)')} - {_MONTHS.format(month='period')}"


def _aged(low: int, high: int | None) -> str:
    until = f" and old <= {high}" if high is not None else ""
    return f"coalesce(sum(part) filter (where old >= {low}{until}), 0)::bigint"


_PARTS = f"""
    with owed as (
        select account_number, sum(amount_kopecks) as debt from ledger
        where account_number between :first and :last and period <= :until
        group by account_number having sum(amount_kopecks) > 0
    ), debits as (
        select account_number, period, sum(amount_kopecks) as debit from ledger
        where account_number between :first and :last and period <= :until and amount_kopecks > 0
        group by account_number, period
    ), parts as (
        select account_number, debt, period, {_OLD} as old,
               greatest(0, least(debit, debt - coalesce(sum(debit) over newer, 0))) as part
        from debits join owed using (account_number)
        window newer as (partition by account_number order by period desc
                         rows between unbounded preceding and 1 preceding)
    )
"""  # noqa: S608 - our own SQL
"""Which months the debt at the end of `:until` is of: payments cover the oldest charges first."""
_AGES = f"""
    {_PARTS}
    select account_number, a.full_name, a.district, max(debt)::bigint, {_aged(0, 0)}, {_aged(1, 2)}, {_aged(3, 5)},
           {_aged(6, 11)}, {_aged(12, 35)}, {_aged(36, None)}
    from parts join accounts a on a.number = account_number
    group by account_number, a.full_name, a.district order by account_number
"""  # noqa: S608 - our own SQL
_DEBTORS = f"""
    {_PARTS}
    select parts.account_number, a.full_name, a.district, a.address, max(debt)::bigint,
           min(parts.period) filter (where part > 0), (max(old) filter (where part > 0))::int + 1,
           coalesce(max(penalty.kopecks), 0)::bigint, coalesce(max(paid.day)::text, ''),
           coalesce(max(notice.day)::text, '')
    from parts join accounts a on a.number = parts.account_number
    left join lateral (
        select sum(amount_kopecks) as kopecks from penalties p where p.account_number = parts.account_number
    ) penalty on true
    left join lateral (
        select max(paid_on) as day from ledger l
        where l.account_number = parts.account_number and l.kind = 'credit' and l.period <= :until
    ) paid on true
    left join lateral (
        select max(delivered_on) as day from notices n where n.account_number = parts.account_number
    ) notice on true
    group by parts.account_number, a.full_name, a.district, a.address order by parts.account_number
"""  # noqa: S608 - our own SQL
_COLLECTION = f"""
    select l.period, a.district,
           coalesce(sum(l.amount_kopecks) filter (
               where l.kind in ('charge', 'recalculation', 'correction')), 0)::bigint,
           -coalesce(sum(l.amount_kopecks) filter (where l.kind in ('credit', 'refund')), 0)::bigint
    from ledger l join accounts a on a.number = l.account_number
    where {_WITHIN} and l.kind <> 'opening' group by l.period, a.district
"""  # noqa: S608 - our own SQL
_VAT = f"""
    with charged as (
        select l.account_number, l.period, sum(l.amount_kopecks)::bigint as amount, (rates.value)::text::int as rate
        from ledger l join jsonb_each(cast(:rates as jsonb)) rates on rates.key = l.period
        where {_WITHIN} and l.kind = 'charge' group by l.account_number, l.period, rates.value
    ), taxed as (
        select account_number, period, 'charge' as what, rate, amount,
               round(amount::numeric * rate / (100 + rate))::bigint as vat
        from charged
        union all
        select r.account_number, r.period, 'recalculation', r.vat_rate, r.amount_kopecks, r.vat_kopecks
        from recalculations r
        where r.account_number between :first and :last and r.period between :since and :until
          and r.ground <> 'correction' and r.revision = (
              select max(revision) from bills b where b.account_number = r.account_number and b.period = r.period)
        union all
        select account_number, period, 'correction', coalesce(vat_rate, 0), amount_kopecks, vat_kopecks
        from corrections where account_number between :first and :last and period between :since and :until
    )
    select t.period, a.district, what, rate, sum(amount)::bigint, sum(vat)::bigint
    from taxed t join accounts a on a.number = t.account_number group by t.period, a.district, what, rate
"""  # noqa: S608 - our own SQL
_MONEY_BACK = f"""
    select l.account_number, a.full_name, a.district,
           coalesce(l.paid_on, (l.occurred_at at time zone 'Europe/Moscow')::date)::text, l.kind, l.title,
           l.amount_kopecks
    from ledger l join accounts a on a.number = l.account_number
    where {_WITHIN} and l.kind in ('refund', 'correction') order by l.account_number, l.id
"""  # noqa: S608 - our own SQL

KINDS: dict[ReportKind, Kind] = {
    "turnover": Kind(
        (
            *WHO,
            *_money("opening_debt", "opening_advance", "carried", "charged", "recalculated", "corrected", "paid"),
            *_money("returned", "closing_debt", "closing_advance"),
        ),
        _TURNOVER,
    ),
    "charges": Kind((*WHO, Column("kwh", "kwh"), *_money("charged", "recalculated", "corrected", "total")), _CHARGES),
    "receipts": Kind(
        (
            Column("month", "month"),
            Column("district", "text"),
            Column("channel", "text"),
            Column("payments", "count"),
            *_money("paid"),
        ),
        _RECEIPTS,
        keys=3,
    ),
    "ages": Kind(
        (*WHO, *_money("debt", "present_month", "to_3_months", "to_6_months", "to_12_months", "to_3_years", "older")),
        _AGES,
    ),
    "collection": Kind(
        (Column("month", "month"), Column("district", "text"), *_money("charged", "paid")), _COLLECTION, keys=2
    ),
    "vat": Kind(
        (
            Column("month", "month"),
            Column("district", "text"),
            Column("what", "text"),
            Column("vat_rate", "percent"),
            *_money("amount", "vat"),
        ),
        _VAT,
        keys=4,
    ),
    "debtors": Kind(
        (
            *WHO,
            Column("address", "text", sealed=False),
            *_money("debt"),
            Column("owed_since", "month"),
            Column("months", "count"),
            Column("penalty", "kopecks", sealed=False),
            Column("last_paid", "day", sealed=False),
            Column("notified", "day", sealed=False),
        ),
        _DEBTORS,
    ),
    "money_back": Kind(
        (*WHO, Column("day", "day"), Column("what", "text"), Column("ground", "text"), *_money("amount")), _MONEY_BACK
    ),
}
