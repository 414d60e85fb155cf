"""Accounts, meters, readings, rates and notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.database.migrations import create_mechanism, drop_mechanism

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_mechanism(op.get_bind())
    op.create_table(
        "accounts",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("rooms", sa.SmallInteger(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("stove", sa.Text(), nullable=False),
        sa.Column("tariff_group", sa.Text(), nullable=False),
        sa.Column("heating", sa.Boolean(), nullable=False),
        sa.Column("managing_company", sa.Text(), nullable=False),
        sa.Column("multiplier", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("multiplier_ground", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "multiplier >= 1 and (multiplier = 1 or multiplier_ground <> '')", name="ck_accounts_multiplier"
        ),
        sa.CheckConstraint("number ~ '^\\d{9}$'", name="ck_accounts_number"),
        sa.CheckConstraint("stove in ('gas', 'electric')", name="ck_accounts_stove"),
        sa.CheckConstraint("closed_on is null or closed_on >= opened_on", name="ck_accounts_days"),
        sa.CheckConstraint("rooms between 1 and 99 and persons between 1 and 99", name="ck_accounts_people"),
        sa.PrimaryKeyConstraint("number", name="pk_accounts"),
    )
    op.create_index("ix_accounts_district_number", "accounts", ["district", "number"], unique=False)
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_key", "changes", ["key"], unique=False)
    op.create_table(
        "meters",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("digits", sa.SmallInteger(), nullable=False),
        sa.Column("zones", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("verification_due", sa.Date(), nullable=True),
        sa.Column("failed_on", sa.Date(), nullable=True),
        sa.Column("max_power_kw", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.CheckConstraint("cardinality(zones) between 1 and 3", name="ck_meters_zones"),
        sa.CheckConstraint("digits between 3 and 9", name="ck_meters_digits"),
        sa.CheckConstraint("removed_on is null or removed_on >= installed_on", name="ck_meters_days"),
        sa.PrimaryKeyConstraint("account_number", "serial", name="pk_meters"),
    )
    op.create_table(
        "norms",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("stove", sa.Text(), nullable=False),
        sa.Column("rooms", sa.SmallInteger(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("kwh", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.CheckConstraint("kwh > 0 and rooms > 0 and persons > 0", name="ck_norms_positive"),
        sa.PrimaryKeyConstraint("since", "stove", "rooms", "persons", name="pk_norms"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("debt_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("debt_kopecks > 0", name="ck_notices_debt"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("account_number", "delivered_on", "channel", name="uq_notices_delivery"),
    )
    op.create_table(
        "offices",
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", name="pk_offices"),
    )
    op.create_table(
        "other_debts",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("penalty_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("court_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("duty_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("restriction_kopecks", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "least(penalty_kopecks, court_kopecks, duty_kopecks, restriction_kopecks) >= 0", name="ck_other_debts_debts"
        ),
        sa.PrimaryKeyConstraint("account_number", name="pk_other_debts"),
    )
    op.create_table(
        "parameters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "since", name="pk_parameters"),
    )
    op.create_table(
        "readings",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reading_id", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "account_number", "serial", "taken_on", "zone", "source", "reading_id", name="pk_readings"
        ),
    )
    op.create_index(
        "ix_readings_reading_id", "readings", ["reading_id"], unique=False, postgresql_where=sa.text("reading_id <> ''")
    )
    op.create_table(
        "tariffs",
        sa.Column("tariff_group", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prices", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("cardinality(prices) between 1 and 3 and 0 <= all (prices)", name="ck_tariffs_prices"),
        sa.CheckConstraint("until is null or until >= since", name="ck_tariffs_days"),
        sa.PrimaryKeyConstraint("tariff_group", "zone", "since", name="pk_tariffs"),
    )
    op.create_table(
        "tier_limits",
        sa.Column("tariff_group", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("limit1", sa.Integer(), nullable=False),
        sa.Column("limit2", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 < limit1 and limit1 < limit2", name="ck_tier_limits_limits"),
        sa.PrimaryKeyConstraint("tariff_group", "since", name="pk_tier_limits"),
    )
    op.create_table(
        "withdrawn_readings",
        sa.Column("reading_id", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", name="pk_withdrawn_readings"),
    )


def downgrade() -> None:
    for table in (
        "accounts",
        "changes",
        "meters",
        "norms",
        "notices",
        "offices",
        "other_debts",
        "parameters",
        "readings",
        "tariffs",
        "tier_limits",
        "withdrawn_readings",
    ):
        op.drop_table(table)
    drop_mechanism(op.get_bind())
