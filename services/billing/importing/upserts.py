"""Take over what may change, into billing's own tables."""

from intake.forms import File
from intake.upserts import Upsert
from intake.values import typed
from services.billing.importing.files import BY_NAME
from services.billing.metering.belonging import period_sql
from services.billing.rules.policy import PARAMETERS


def _same_names(file: File) -> dict[str, str]:
    return {column.name: typed(file, column.name) for column in file.form.columns}


def _kopecks(column: str) -> str:
    return f"(s.{column}::numeric * 100)::int"


_tariffs, _tiers, _norms, _policy = (BY_NAME[name] for name in ("tariffs", "tiers", "norms", "policy"))
_accounts, _meters, _readings = (BY_NAME[name] for name in ("accounts", "meters", "readings"))
_METER = ("account_number", "serial", "installed_on", "removed_on", "verification_due", "failed_on", "point")


def _end(column: str, *kinds: str) -> str:
    """A file that knows no end leaves the meter the one of its act, which the desk may have recorded since."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""coalesce({typed(_meters, column)}, (
        select min(k.happened_on) from acts k
        where k.source = 'readings' and k.kind in ({listed}) and k.account_number = s.account_number
          and k.serial = s.serial and k.happened_on >= s.installed_on::date and k.cancels is null
          and not exists (select from acts c where c.cancels = k.id)
    ))"""  # noqa: S608 - our own words


_SCALES = "string_to_array(s.zones, '+')"
_blocks, _residents, _absences = (BY_NAME[name] for name in ("seasonal_blocks", "residents", "absences"))
_OWN_PARAMETERS = ", ".join(f"'{name}'" for name in PARAMETERS)

UPSERTS = (
    Upsert(BY_NAME["offices"], "offices", ("district",), _same_names(BY_NAME["offices"])),
    Upsert(
        _tariffs,
        "tariffs",
        ("tariff_group", "zone", "since"),
        {
            "tariff_group": typed(_tariffs, "group"),
            "zone": typed(_tariffs, "zone"),
            "since": typed(_tariffs, "from"),
            "until": typed(_tariffs, "to"),
            "name": typed(_tariffs, "set"),
            "prices": "array_remove(array[" + ", ".join(map(_kopecks, ("tier1", "tier2", "tier3"))) + "], null)",
            "source": typed(_tariffs, "source"),
        },
        stamped=True,
    ),
    Upsert(
        _tiers,
        "tier_limits",
        ("tariff_group", "since"),
        {
            "tariff_group": typed(_tiers, "group"),
            "since": typed(_tiers, "from"),
            "until": typed(_tiers, "to"),
            "limit1": "s.limit1::int",
            "limit2": "s.limit2::int",
        },
        stamped=True,
    ),
    Upsert(
        _norms,
        "norms",
        ("since", "stove", "rooms", "persons"),
        {
            "since": typed(_norms, "from"),
            "stove": typed(_norms, "stove"),
            "rooms": "s.rooms::smallint",
            "persons": "s.persons::smallint",
            "kwh": typed(_norms, "kwh"),
        },
        stamped=True,
    ),
    Upsert(
        _policy,
        "parameters",
        ("name", "since"),
        {"name": typed(_policy, "name"), "since": typed(_policy, "from"), "value": "s.value"},
        where=f"s.name in ({_OWN_PARAMETERS})",
        stamped=True,
    ),
    Upsert(
        _accounts,
        "accounts",
        ("number",),
        {
            ("number" if name == "account_number" else name): cast
            for name, cast in _same_names(_accounts).items()
            if name != "effective_from"
        }
        | {"rooms": "s.rooms::smallint", "persons": "s.persons::smallint"},
    ),
    Upsert(
        _meters,
        "meters",
        ("account_number", "serial", "installed_on"),
        {name: typed(_meters, name) for name in _METER}
        | {
            "removed_on": _end("removed_on", "replacement", "reprogramming", "removal"),
            "failed_on": _end("failed_on", "failure"),
            "digits": "s.digits::smallint",
            "zones": _SCALES,
            "ratio": f"({typed(_meters, 'ratio')})::int",
            "decimals": f"({typed(_meters, 'decimals')})::smallint",
        },
    ),
    Upsert(
        _blocks,
        "seasonal_blocks",
        ("account_number", "since"),
        {"account_number": "s.account_number", "since": typed(_blocks, "from"), "until": typed(_blocks, "to")},
    ),
    Upsert(
        _residents,
        "residents",
        ("account_number", "since"),
        {"account_number": "s.account_number", "since": typed(_residents, "from"), "persons": "s.persons::smallint"},
    ),
    Upsert(
        _absences,
        "absences",
        ("account_number", "since"),
        {
            "account_number": "s.account_number",
            "since": typed(_absences, "from"),
            "until": typed(_absences, "to"),
            "persons": f"({typed(_absences, 'persons')})::smallint",
            "ground": "s.ground",
        },
    ),
    Upsert(
        BY_NAME["document_ids"],
        "document_ids",
        ("account_number", "period"),
        _same_names(BY_NAME["document_ids"]),
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
)

READINGS = Upsert(
    _readings,
    "readings",
    ("period", "account_number", "serial", "taken_on", "zone", "source", "reading_id"),
    {
        "period": period_sql("s"),
        "account_number": typed(_readings, "account_number"),
        "serial": typed(_readings, "serial"),
        "taken_on": typed(_readings, "taken_on"),
        "zone": typed(_readings, "zone"),
        "source": typed(_readings, "source"),
        "reading_id": "''",
        "value": typed(_readings, "value"),
        "withdrawn": typed(_readings, "withdrawn"),
        "passed_zero": typed(_readings, "passed_zero"),
        "received_at": "s.taken_on::timestamp at time zone 'Europe/Moscow'",
    },
)
"""After the meters and accounts that decide the months of readings."""
