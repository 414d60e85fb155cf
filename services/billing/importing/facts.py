"""Take over what happened: opening balances, charges, credits. Facts are added once and never changed afterwards."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.importing.errors import LIMIT, Wrong

_LOADED = {
    "opening_balances": (
        """
        insert into ledger (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, title)
        select 'opening', s.account_number, s.account_number, 'opening', s.kopecks::bigint,
               to_char((s.period || '-01')::date - 1, 'YYYY-MM'),
               (s.period || '-01')::timestamp at time zone 'Europe/Moscow', ''
        from staging_opening_balances s
        on conflict (source, source_ref) do nothing
        """,
    ),
    "charges": (
        # The values are proved to be plain words and whole numbers, so the JSON can be written as text: twice as fast.
        """
        with added as (
            insert into charges (account_number, period, method, volume, charged_kopecks, settled_kwh, lines)
            select account_number, period, min(method), sum(volume::bigint), sum(amount_kopecks::bigint), 0,
                   ('[' || string_agg(
                       '{"zone":"' || zone || '","tier":' || tier::int || ',"method":"' || method
                       || '","volume":' || volume::bigint || ',"price_kopecks":' || price_kopecks::int
                       || ',"amount_kopecks":' || amount_kopecks::bigint || ',"excess_kopecks": 0}', ','
                   ) || ']')::jsonb
            from (select * from staging_charges order by account_number, period, line) s
            group by account_number, period
            on conflict (account_number, period) do nothing
            returning account_number, period, charged_kopecks
        )
        insert into ledger (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, title)
        select 'history', account_number || ':' || period, account_number, 'charge', charged_kopecks, period,
               ((period || '-01')::date + interval '1 month')::timestamp at time zone 'Europe/Moscow', ''
        from added
        """,
    ),
    "credits": (
        """
        insert into ledger
            (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, paid_on, title)
        select 'channel:' || s.channel, s.operation, s.account_number, 'credit', -s.amount_kopecks::bigint,
               greatest(left(s.paid_on, 7), to_char((c.period || '-01')::date + interval '1 month', 'YYYY-MM')),
               (s.paid_on::timestamp + interval '12 hours') at time zone 'Europe/Moscow', s.paid_on::date, s.channel
        from staging_credits s
        left join (select account_number, max(period) as period from standings group by 1) c using (account_number)
        on conflict (source, source_ref) do nothing
        """,
    ),
}

_DIFFERENT = {
    "opening_balances": (
        "select s.line, 'kopecks' from staging_opening_balances s join ledger l "
        "on l.source = 'opening' and l.source_ref = s.account_number "
        "where l.amount_kopecks <> s.kopecks::bigint order by s.line limit :limit",
        "another opening balance is loaded already: post a correction instead",
    ),
    "charges": (
        "select s.line, 'amount_kopecks' from (select min(line) as line, account_number, period, "
        "sum(amount_kopecks::bigint) as kopecks from staging_charges group by 2, 3) s join charges c "
        "on c.account_number = s.account_number and c.period = s.period "
        "where c.charged_kopecks <> s.kopecks order by s.line limit :limit",
        "the period is charged already with another sum: post a correction instead",
    ),
    "credits": (
        "select s.line, 'operation' from staging_credits s join ledger l "
        "on l.source = 'channel:' || s.channel and l.source_ref = s.operation "
        "where (l.account_number, l.amount_kopecks, l.paid_on) is distinct from "
        "(s.account_number, -s.amount_kopecks::bigint, s.paid_on::date) order by s.line limit :limit",
        "this operation of the channel has another sum, day or account already: give it a number of its own",
    ),
}

_LATE_CHARGES = """
    select s.line, 'period' from staging_charges s
    join (select account_number, max(period) as period from standings group by 1) c using (account_number)
    where not exists (select from charges k where (k.account_number, k.period) = (s.account_number, s.period))
    order by s.line limit :limit
"""


def late_charges(session: Session) -> list[Wrong]:
    """History for accounts whose books are open already: their new charges come from runs and corrections alone."""
    found = session.execute(text(_LATE_CHARGES), {"limit": LIMIT}).all()
    remedy = "the account is billed here already: let the run charge it or post a correction"
    return [Wrong("charges.csv", line + 1, field, remedy) for line, field in found]


def add(session: Session, name: str) -> int:
    """Add one file's facts; the number of rows that are new."""
    added = 0
    for statement in _LOADED[name]:
        added += session.execute(text(statement)).rowcount  # type: ignore[attr-defined]
    return added


def contradictions(session: Session, name: str) -> list[Wrong]:
    """Lines that say something else about a fact that is known already; also twins within the file."""
    query, remedy = _DIFFERENT[name]
    found = session.execute(text(query), {"limit": LIMIT}).all()
    return [Wrong(f"{name}.csv", line + 1, field, remedy) for line, field in found]
