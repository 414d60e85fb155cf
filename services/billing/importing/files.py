"""The files of the supplier's import and their columns; each is optional, their order here is the order of loading."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from services.billing.importing.fields import (
    ACCOUNT,
    DAY,
    FLAG,
    KOPECKS,
    PERIOD,
    PRICE,
    ZONE,
    Field,
    choice,
    decimal,
    text,
    whole,
)
from services.billing.rates.book import DECIMALS
from services.billing.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class File:
    """`name.csv`; `rules` are conditions between columns: (field to blame, SQL that must hold, remedy)."""

    name: str
    fields: tuple[Field, ...]
    rules: tuple[tuple[str, str, str], ...] = ()
    keys: tuple[str, ...] = ()
    """Columns that no two lines may share."""
    of_accounts: bool = True
    """Its accounts must exist: in accounts.csv or loaded before."""

    @property
    def staging(self) -> str:
        return f"staging_{self.name}"

    def __getitem__(self, column: str) -> Field:
        return next(field for field in self.fields if field.name == column)


_OWNER = Field("account_number", ACCOUNT)
_DATED = (Field("from", DAY), Field("to", DAY, optional=True))
_IN_ORDER = ("to", 's."to" is null or s."to" >= s."from"', "not before `from`")
_DEBT = whole(0, 10**12)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


PARAMETERS = tuple(field.name for field in fields(Policy))

FILES = (
    File(
        "offices",
        (
            Field("district", text(1, 20)),
            Field("name", text(1, 200)),
            Field("address", text(1, 300)),
            Field("phones", text(1, 200)),
        ),
        keys=("district",),
        of_accounts=False,
    ),
    File(
        "tariffs",
        (
            Field("set", text(1, 60)),
            *_DATED,
            Field("group", text(1, 40)),
            Field("zone", ZONE),
            Field("tier1", PRICE),
            Field("tier2", PRICE, optional=True),
            Field("tier3", PRICE, optional=True),
            Field("source", text(0, 500), optional=True, default="''"),
        ),
        rules=(_IN_ORDER, ("tier3", "s.tier3 is null or s.tier2 is not null", "empty while tier2 is empty")),
        keys=("group", "zone", "from"),
        of_accounts=False,
    ),
    File(
        "tiers",
        (*_DATED, Field("group", text(1, 40)), Field("limit1", whole(1, 10**6)), Field("limit2", whole(1, 10**6))),
        rules=(_IN_ORDER, ("limit2", "s.limit2::int > s.limit1::int", "greater than limit1")),
        keys=("group", "from"),
        of_accounts=False,
    ),
    File(
        "norms",
        (
            Field("from", DAY),
            Field("stove", choice("gas", "electric")),
            Field("rooms", whole(1, 99)),
            Field("persons", whole(1, 99)),
            Field("kwh", decimal("0.01", "9999", 2)),
        ),
        keys=("from", "stove", "rooms", "persons"),
        of_accounts=False,
    ),
    File(
        "policy",
        (
            Field("name", text(1, 60)),
            Field("from", DAY),
            Field("value", decimal("0", "100000000", 4)),
        ),
        rules=(
            ("name", f"s.name in ({_listed(PARAMETERS)})", f"one of {', '.join(PARAMETERS)}"),
            ("value", f"s.name in ({_listed(DECIMALS)}) or s.value ~ '^\\d+$'", "a whole number for this parameter"),
        ),
        keys=("name", "from"),
        of_accounts=False,
    ),
    File(
        "accounts",
        (
            _OWNER,
            Field("full_name", text(1, 200)),
            Field("address", text(1, 400)),
            Field("district", text(1, 20)),
            Field("rooms", whole(1, 99)),
            Field("persons", whole(1, 99)),
            Field("stove", choice("gas", "electric")),
            Field("tariff_group", text(1, 40)),
            Field("heating", FLAG, optional=True, default="false"),
            Field("managing_company", text(0, 200), optional=True, default="''"),
            Field("multiplier", decimal("1", "10", 2), optional=True, default="1"),
            Field("multiplier_ground", text(0, 300), optional=True, default="''"),
            Field("opened_on", DAY),
            Field("closed_on", DAY, optional=True),
        ),
        rules=(
            ("closed_on", "s.closed_on is null or s.closed_on >= s.opened_on", "not before opened_on"),
            (
                "multiplier_ground",
                "coalesce(s.multiplier::numeric, 1) = 1 or s.multiplier_ground <> ''",
                "the act that gives the ground, since the multiplier is above 1",
            ),
        ),
        keys=("account_number",),
        of_accounts=False,
    ),
    File(
        "meters",
        (
            _OWNER,
            Field("serial", text(1, 40)),
            Field("digits", whole(3, 9)),
            Field("zones", choice("one", "day+night", "peak+semi+night")),
            Field("installed_on", DAY),
            Field("removed_on", DAY, optional=True),
            Field("verification_due", DAY, optional=True),
            Field("failed_on", DAY, optional=True),
            Field("max_power_kw", decimal("0.1", "1000", 2), optional=True, default="15"),
        ),
        rules=(("removed_on", "s.removed_on is null or s.removed_on >= s.installed_on", "not before installed_on"),),
        keys=("account_number", "serial"),
    ),
    File(
        "readings",
        (
            _OWNER,
            Field("serial", text(1, 40)),
            Field("zone", ZONE),
            Field("value", whole(0, 999_999_999)),
            Field("taken_on", DAY),
            Field("source", choice("payment", "without_payment", "control", "imported")),
        ),
    ),
    File("opening_balances", (_OWNER, Field("period", PERIOD), Field("kopecks", KOPECKS)), keys=("account_number",)),
    File(
        "charges",
        (
            _OWNER,
            Field("period", PERIOD),
            Field("zone", ZONE),
            Field("tier", whole(1, 3)),
            Field("method", choice("metered", "average", "norm", "control", "recalculated")),
            Field("volume", whole(-(10**7), 10**7)),
            Field("price_kopecks", whole(0, 10**6)),
            Field("amount_kopecks", KOPECKS),
        ),
    ),
    File(
        "credits",
        (
            _OWNER,
            Field("paid_on", DAY),
            Field("amount_kopecks", whole(1, 10**12)),
            Field("channel", text(2, 60)),
            Field("operation", text(1, 100)),
        ),
    ),
    File(
        "debts",
        (
            _OWNER,
            Field("penalty_kopecks", _DEBT),
            Field("court_kopecks", _DEBT),
            Field("duty_kopecks", _DEBT),
            Field("restriction_kopecks", _DEBT),
        ),
        keys=("account_number",),
    ),
    File(
        "notices",
        (
            _OWNER,
            Field("delivered_on", DAY),
            Field("channel", text(2, 60)),
            Field("debt_kopecks", whole(1, 10**12)),
        ),
        keys=("account_number", "delivered_on", "channel"),
    ),
)
BY_NAME = {file.name: file for file in FILES}
