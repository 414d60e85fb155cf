"""Take over what happened: opening balances, charges, credits. Facts are added once and never changed afterwards."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault

_LOADED = {
    "opening_balances": """
        insert into ledger (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, title)
        select 'opening', s.account_number, s.account_number, 'opening', s.kopecks::bigint,
               to_char((s.period || '-01')::date - 1, 'YYYY-MM'),
               (s.period || '-01')::timestamp at time zone 'Europe/Moscow', ''
        from staging_opening_balances s
        order by s.line on conflict (source, source_ref) do nothing
        """,
    # The values are proved to be plain words and whole numbers, so the JSON can be written as text: twice as fast.
    "charges": """
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
    "credits": """
        insert into ledger
            (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, paid_on, title)
        select 'channel:' || s.channel, s.operation, s.account_number, 'credit', -s.amount_kopecks::bigint,
               greatest(left(s.paid_on, 7), to_char((c.period || '-01')::date + interval '1 month', 'YYYY-MM')),
               (s.paid_on::timestamp + interval '12 hours') at time zone 'Europe/Moscow', s.paid_on::date, s.channel
        from staging_credits s
        left join (select account_number, max(period) as period from standings group by 1) c using (account_number)
        order by s.line on conflict (source, source_ref) do nothing
        """,
}

_ONCE = {
    "ledger": "order by s.line on conflict (source, source_ref) do nothing",
    "charges": "on conflict (account_number, period) do nothing",
}
_TARGET = {"opening_balances": "ledger", "charges": "charges", "credits": "ledger"}

_DIFFERENT = {
    "opening_balances": (
        "select s.line, 'kopecks' from staging_opening_balances s join ledger l "
        "on l.source = 'opening' and l.source_ref = s.account_number "
        "where l.amount_kopecks <> s.kopecks::bigint order by s.line limit :limit",
        "kopecks",
        "загружен другой начальный остаток: исправьте его корректировкой",
    ),
    "charges": (
        "select s.line, 'amount_kopecks' from (select min(line) as line, account_number, period, "
        "sum(amount_kopecks::bigint) as kopecks from staging_charges group by 2, 3) s join charges c "
        "on c.account_number = s.account_number and c.period = s.period "
        "where c.charged_kopecks <> s.kopecks order by s.line limit :limit",
        "amount_kopecks",
        "за этот период уже начислена другая сумма: исправьте её корректировкой",
    ),
    "credits": (
        "select s.line, 'operation' from staging_credits s join ledger l "
        "on l.source = 'channel:' || s.channel and l.source_ref = s.operation "
        "where (l.account_number, l.amount_kopecks, l.paid_on) is distinct from "
        "(s.account_number, -s.amount_kopecks::bigint, s.paid_on::date) order by s.line limit :limit",
        "operation",
        "у этой операции канала уже другие сумма, день или лицевой счёт: дайте ей свой номер",
    ),
}


def add(session: Session, name: str, fresh: frozenset[str]) -> int:
    """Add one file's facts; the number of rows that are new. `fresh`: tables without rows and, now, without keys."""
    statement = _LOADED[name]
    for table in fresh & _ONCE.keys():
        statement = statement.replace(_ONCE[table], "")
    return session.execute(text(statement)).rowcount  # type: ignore[attr-defined, no-any-return]


def contradictions(session: Session, name: str, fresh: frozenset[str]) -> list[Fault]:
    """Lines that say something else about a fact that is known already; also twins within the file."""
    if _TARGET[name] in fresh:
        return []  # nothing was known, and of twins the key tells when it is made again
    query, field, remedy = _DIFFERENT[name]
    return found(session, f"{name}.csv", query, {field: remedy})
