"""Triggers that log facts of months that are billed already (`late_facts`): migrations create them.

A statement that writes facts first takes a shared lock that `start_run` takes exclusively: so a run sees every fact of
whoever has not seen the run, and all others log theirs. Each fact is one row (account, month, ground, source).
"""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

LOCK = 0x6C617465
"""Advisory lock: shared by writers of facts, exclusive in `start_run`."""

# A fact is late when its account stands at its month or later, or a run of that month exists. An account without a
# closing balance has no past here: its facts are the history with which its books are opened.
_OF_ACCOUNTS = """
    insert into late_facts (account_number, month, ground, source)
    select distinct f.account_number, f.month, f.ground, f.source
    from ({facts}) f(account_number, month, ground, source)
    cross join lateral (select max(s.period) as closed from standings s where s.account_number = f.account_number) c
    where f.month <= greatest(c.closed, (select max(period) from runs where not preliminary)) and c.closed is not null
"""
# Rates concern the accounts of a group, or all: `start_run` names them.
_OF_RATES = """
    insert into late_facts (tariff_group, month, ground, source)
    select distinct f.tariff_group, f.month, f.ground, f.source
    from ({facts}) f(tariff_group, month, ground, source) where f.month is not null
"""
_TABLES = {
    "insert": "referencing new table as new_rows",
    "update": "referencing old table as old_rows new table as new_rows",
    "delete": "referencing old table as old_rows",
}


def watch(connection: Connection, table: str, facts: Mapping[str, str], *, rates: bool = False) -> None:
    """Logs what `facts` select after an `insert`, `update` or `delete`: (account or group, month, ground, source).

    They read `new_rows` and `old_rows`.
    """
    for verb, select in facts.items():
        logged = (_OF_RATES if rates else _OF_ACCOUNTS).format(facts=select)
        connection.execute(
            text(
                f"create function late_{table}_{verb}() returns trigger language plpgsql as $$ begin "
                f"perform pg_advisory_xact_lock_shared({LOCK}); "
                f"if exists (select from standings) then {logged}; end if; "
                "return null; end $$"
            )
        )
        connection.execute(
            text(
                f"create trigger late_{table}_{verb} after {verb} on {table} {_TABLES[verb]} "
                f"for each statement execute function late_{table}_{verb}()"
            )
        )


def unwatch(connection: Connection, tables: Mapping[str, tuple[str, ...]]) -> None:
    """Takes the triggers of these tables and verbs away."""
    for table, verbs in tables.items():
        for verb in verbs:
            connection.execute(text(f"drop trigger late_{table}_{verb} on {table}"))
            connection.execute(text(f"drop function late_{table}_{verb}()"))
