"""Packages of the supplier's files, their staging tables, and one history of what they changed."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from intake.migrating import create_packages, create_staging, drop_packages, drop_staging

revision = "0004"
down_revision = "0003"

STAGING = {
    "policy": "name from value",
    "meters": "account_number serial digits zones installed_on removed_on verification_due failed_on max_power_kw smart",
    "readings": "account_number serial zone value taken_on source",
}
OLD = ("staged_meters", "staged_readings", "staged_policy", "gathered_readings")
GATHERED = (
    "create unlogged table gathered_readings (line bigint not null, meter_id bigint not null, taken_on date not null,"
    " source text not null, kwh jsonb not null, rows bigint not null, seen bigint, top integer not null)"
)


def upgrade() -> None:
    op.execute("drop function empty_staging()")
    for table in OLD:
        op.drop_table(table)
    op.execute(GATHERED)
    create_staging(op.get_bind(), STAGING, "meters, readings", "gathered_readings")
    create_packages(op.get_bind())
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.Column("package", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_key", "changes", ["key"])
    op.execute(
        "insert into changes (table_name, key, before, changed_at) select 'meters', before ->> 'account_number' || ' ' "
        "|| (before ->> 'serial'), before, changed_at from meter_changes order by id"
    )
    op.drop_table("meter_changes")


def downgrade() -> None:
    """The history of meters goes back to its own table; what packages and other rows were before is lost."""
    op.create_table(
        "meter_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("meter_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name="fk_meter_changes_meter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meter_changes"),
    )
    op.create_index("ix_meter_changes_meter_id", "meter_changes", ["meter_id"])
    op.execute(
        "insert into meter_changes (meter_id, changed_at, before) select m.id, c.changed_at, c.before from changes c "
        "join meters m on c.table_name = 'meters' and c.key = m.account_number || ' ' || m.serial order by c.id"
    )
    op.drop_table("changes")
    drop_packages(op.get_bind())
    drop_staging(op.get_bind(), STAGING)
    op.drop_table("gathered_readings")
    import_module("services.readings.migrations.versions.0001_first").create_staging()
