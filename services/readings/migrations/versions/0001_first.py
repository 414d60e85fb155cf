"""Meters, readings and their life, and the tables through which files come in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.database.migrations import create_mechanism, drop_mechanism

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
STAGED = {
    "staged_meters": (
        "account_number serial digits zones installed_on removed_on verification_due failed_on max_power_kw smart"
    ),
    "staged_readings": "account_number serial zone value taken_on source",
    "staged_policy": 'name "from" value',
}


def upgrade() -> None:
    create_mechanism(op.get_bind())
    op.create_table(
        "meters",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("digits", sa.SmallInteger(), nullable=False),
        sa.Column("zones", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("verification_due", sa.Date(), nullable=True),
        sa.Column("failed_on", sa.Date(), nullable=True),
        sa.Column("max_power_kw", sa.SmallInteger(), nullable=False),
        sa.Column("smart", sa.Boolean(), nullable=False),
        sa.CheckConstraint("digits between 3 and 9", name="ck_meters_digits"),
        sa.CheckConstraint("cardinality(zones) between 1 and 5", name="ck_meters_zones"),
        sa.CheckConstraint("removed_on is null or removed_on >= installed_on", name="ck_meters_days"),
        sa.PrimaryKeyConstraint("id", name="pk_meters"),
    )
    op.create_index("uq_meters_account_number_serial", "meters", ["account_number", "serial"], unique=True)
    op.create_index(
        "uq_meters_active", "meters", ["account_number"], unique=True, postgresql_where=sa.text("removed_on is null")
    )
    op.create_table(
        "meter_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("meter_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name="fk_meter_changes_meter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meter_changes"),
    )
    op.create_index("ix_meter_changes_meter_id", "meter_changes", ["meter_id"])
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("meter_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kwh", postgresql.JSONB(), nullable=False),
        sa.Column("loaded", sa.Boolean(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
    )
    op.create_index("ix_readings_meter_id_taken_on", "readings", ["meter_id", "taken_on"])
    op.create_index(
        "ix_readings_payment_id",
        "readings",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("payment_id is not null"),
    )
    op.create_table(
        "reading_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("reading_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_reading_notes_reading_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_notes"),
    )
    op.create_index("ix_reading_notes_reading_id", "reading_notes", ["reading_id"])
    op.create_table(
        "withdrawals",
        sa.Column("reading_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_user", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_withdrawals_reading_id"),
        sa.PrimaryKeyConstraint("reading_id", name="pk_withdrawals"),
    )
    op.create_table(
        "published_bills",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("readings", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "period", name="pk_published_bills"),
    )
    op.create_table(
        "policy",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "since", name="pk_policy"),
    )
    create_staging()


def create_staging() -> None:
    """Files are copied as text and judged by SQL; what is staged is worth nothing after a crash, so it is unlogged."""
    for table, columns in STAGED.items():
        fields = ", ".join(f"{column} text" for column in columns.split())
        op.execute(f"create unlogged table {table} (line bigint generated always as identity, {fields})")
    op.execute(
        "create unlogged table gathered_readings (line bigint not null, meter_id bigint not null, taken_on date not null,"
        " source text not null, kwh jsonb not null, rows bigint not null, seen bigint, top integer not null)"
    )
    # The service's role may not truncate; this is all that it needs of it.
    op.execute(
        "create function empty_staging() returns void language sql security definer set search_path = public as"
        f" 'truncate {', '.join(STAGED)}, gathered_readings restart identity'"
    )


def downgrade() -> None:
    op.execute("drop function empty_staging()")
    for table in ("gathered_readings", *STAGED):
        op.drop_table(table)
    for table in ("policy", "published_bills", "withdrawals", "reading_notes", "readings", "meter_changes", "meters"):
        op.drop_table(table)
    drop_mechanism(op.get_bind())
