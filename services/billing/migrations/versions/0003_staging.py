"""Staging tables of the import: the CSV files as they came, every value a text.

They are not temporary tables, because the service's role may create none; they are unlogged, because after a crash the
file is read again. The role may not truncate either, so the owner lends it a function that empties exactly these.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

STAGING = {
    "accounts": "account_number full_name address district rooms persons stove tariff_group heating managing_company "
    "multiplier multiplier_ground opened_on closed_on",
    "meters": "account_number serial digits zones installed_on removed_on verification_due failed_on max_power_kw",
    "readings": "account_number serial zone value taken_on source",
    "tariffs": "set from to group zone tier1 tier2 tier3 source",
    "tiers": "from to group limit1 limit2",
    "norms": "from stove rooms persons kwh",
    "offices": "district name address phones",
    "policy": "name from value",
    "opening_balances": "account_number period kopecks",
    "charges": "account_number period zone tier method volume price_kopecks amount_kopecks",
    "credits": "account_number paid_on amount_kopecks channel operation",
    "debts": "account_number penalty_kopecks court_kopecks duty_kopecks restriction_kopecks",
    "notices": "account_number delivered_on channel debt_kopecks",
}
LIVE = "accounts, meters, readings, ledger, charges, standings"


def upgrade() -> None:
    for name, columns in STAGING.items():
        typed = ", ".join(f'"{column}" text' for column in columns.split())
        op.execute(
            f"create unlogged table staging_{name} (line bigint generated always as identity, {typed}) "
            "with (autovacuum_enabled = false)"
        )
    tables = ", ".join(f"staging_{name}" for name in STAGING)
    for function, body in (
        ("empty_staging", f"truncate {tables} restart identity"),
        ("analyze_staging", f"analyze {tables}"),
        ("analyze_loaded", f"analyze {LIVE}"),
    ):
        op.execute(
            f"create function {function}() returns void language plpgsql security definer "
            f"set search_path = public, pg_temp as $$ begin {body}; end $$"
        )


def downgrade() -> None:
    for function in ("empty_staging", "analyze_staging", "analyze_loaded"):
        op.execute(f"drop function {function}()")
    for name in STAGING:
        op.execute(f"drop table staging_{name}")
