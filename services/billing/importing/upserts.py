"""Take over what may change: rows are added or updated, and what they were before goes to `changes`."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.importing.files import BY_NAME, File


@dataclass(frozen=True, slots=True)
class Upsert:
    """From a file's staging table into `table`: SQL for each target column, and the columns that are its key."""

    file: File
    table: str
    keys: tuple[str, ...]
    columns: Mapping[str, str]


def _same_names(file: File) -> dict[str, str]:
    return {field.name: field.cast for field in file.fields}


_tariffs, _tiers, _norms, _policy = (BY_NAME[name] for name in ("tariffs", "tiers", "norms", "policy"))
_accounts, _meters, _readings = (BY_NAME[name] for name in ("accounts", "meters", "readings"))

UPSERTS = (
    Upsert(BY_NAME["offices"], "offices", ("district",), _same_names(BY_NAME["offices"])),
    Upsert(
        _tariffs,
        "tariffs",
        ("tariff_group", "zone", "since"),
        {
            "tariff_group": _tariffs["group"].cast,
            "zone": _tariffs["zone"].cast,
            "since": _tariffs["from"].cast,
            "until": _tariffs["to"].cast,
            "name": _tariffs["set"].cast,
            "prices": "array_remove(array["
            + ", ".join(_tariffs[tier].cast for tier in ("tier1", "tier2", "tier3"))
            + "], null)",
            "source": _tariffs["source"].cast,
        },
    ),
    Upsert(
        _tiers,
        "tier_limits",
        ("tariff_group", "since"),
        {
            "tariff_group": _tiers["group"].cast,
            "since": _tiers["from"].cast,
            "until": _tiers["to"].cast,
            "limit1": "s.limit1::int",
            "limit2": "s.limit2::int",
        },
    ),
    Upsert(
        _norms,
        "norms",
        ("since", "stove", "rooms", "persons"),
        {
            "since": _norms["from"].cast,
            "stove": _norms["stove"].cast,
            "rooms": "s.rooms::smallint",
            "persons": "s.persons::smallint",
            "kwh": _norms["kwh"].cast,
        },
    ),
    Upsert(
        _policy,
        "parameters",
        ("name", "since"),
        {"name": _policy["name"].cast, "since": _policy["from"].cast, "value": "s.value"},
    ),
    Upsert(
        _accounts,
        "accounts",
        ("number",),
        {("number" if name == "account_number" else name): cast for name, cast in _same_names(_accounts).items()}
        | {"rooms": "s.rooms::smallint", "persons": "s.persons::smallint"},
    ),
    Upsert(
        _meters,
        "meters",
        ("account_number", "serial"),
        _same_names(_meters) | {"digits": "s.digits::smallint", "zones": "string_to_array(s.zones, '+')"},
    ),
    Upsert(
        BY_NAME["debts"],
        "other_debts",
        ("account_number",),
        _same_names(BY_NAME["debts"]),
    ),
    Upsert(
        BY_NAME["notices"],
        "notices",
        ("account_number", "delivered_on", "channel"),
        _same_names(BY_NAME["notices"]),
    ),
    Upsert(
        _readings,
        "readings",
        ("period", "account_number", "serial", "taken_on", "zone", "source", "reading_id"),
        {
            # П. 31 «е»: received after the cut-off day counts for the next month; an inspector's reading for its own.
            "period": "to_char(case when s.source = 'control' or extract(day from s.taken_on::date) <= :cutoff_day "
            "then s.taken_on::date else s.taken_on::date + interval '1 month' end, 'YYYY-MM')",
            "account_number": _readings["account_number"].cast,
            "serial": _readings["serial"].cast,
            "taken_on": _readings["taken_on"].cast,
            "zone": _readings["zone"].cast,
            "source": _readings["source"].cast,
            "reading_id": "''",
            "value": _readings["value"].cast,
            "received_at": "s.taken_on::timestamp at time zone 'Europe/Moscow'",
        },
    ),
)


def upsert(session: Session, target: Upsert, cutoff_day: int) -> int:
    """Apply one file; the number of rows that are new or changed."""
    names, keys = list(target.columns), target.keys
    values = [name for name in names if name not in keys]
    incoming = ", ".join(f'{expression} as "{name}"' for name, expression in target.columns.items())
    same_key = " and ".join(f"t.{key} = i.{key}" for key in keys)
    differs = f"({_row('t', values)}) is distinct from ({{}})"
    key_text = ", ".join(f"t.{key}" for key in keys)
    source = f"select {incoming} from {target.file.staging} s"  # noqa: S608 - names from the table above
    parameters = {"cutoff_day": cutoff_day} if ":cutoff_day" in incoming else {}
    session.execute(
        text(
            "insert into changes (table_name, key, before) "  # noqa: S608
            f"select '{target.table}', concat_ws(' ', {key_text}), to_jsonb(t) "
            f"from {target.table} t join ({source}) i on {same_key} where {differs.format(_row('i', values))}"
        ),
        parameters,
    )
    applied = session.execute(
        text(
            f"insert into {target.table} as t ({', '.join(names)}) {source} "
            f"on conflict ({', '.join(keys)}) do update set "
            + ", ".join(f"{name} = excluded.{name}" for name in values)
            + f" where {differs.format(_row('excluded', values))}"
        ),
        parameters,
    )
    return applied.rowcount  # type: ignore[attr-defined, no-any-return]


def _row(table: str, columns: list[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)
