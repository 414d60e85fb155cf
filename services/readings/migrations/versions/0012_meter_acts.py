"""Acts of meters, several meters of an account, meters that return, and the day on which an account closes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

MOMENT = sa.DateTime(timezone=True)
COLUMNS = {"meters": "point ratio decimals first_reading last_reading", "readings": "withdrawn"}
"""New columns of staging tables that exist."""


def upgrade() -> None:
    for name, listed in COLUMNS.items():
        for column in listed.split():
            op.add_column(f"staging_{name}", sa.Column(column, sa.Text()))
    op.add_column("meters", sa.Column("point", sa.Text(), nullable=False, server_default="1"))
    op.add_column("meters", sa.Column("ratio", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("meters", sa.Column("decimals", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("meters", sa.Column("void", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_check_constraint(
        op.f("ck_meters_scale"), "meters", "ratio between 1 and 10000 and decimals between 0 and 3"
    )
    op.drop_index("uq_meters_account_number_serial", "meters")
    op.create_index("uq_meters_installation", "meters", ["account_number", "serial", "installed_on"], unique=True)
    op.drop_index("uq_meters_active", "meters")
    standing = sa.text("removed_on is null and not void")
    op.create_index("uq_meters_active", "meters", ["account_number", "point"], unique=True, postgresql_where=standing)
    op.add_column("readings", sa.Column("recorded_at", MOMENT, nullable=True))
    op.add_column("readings", sa.Column("meter_act_id", sa.BigInteger(), nullable=True))
    _acts()
    op.create_table(
        "account_closings",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", name="pk_account_closings"),
    )


def _acts() -> None:
    op.create_table(
        "meter_acts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("meter_id", sa.BigInteger(), nullable=True),
        sa.Column("new_meter_id", sa.BigInteger(), nullable=True),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("last_readings", postgresql.JSONB(), nullable=False),
        sa.Column("first_readings", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("cancels", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_meter_acts"),
    )
    op.create_index("ix_meter_acts_account_number", "meter_acts", ["account_number", "happened_on"])
    op.create_index(
        "uq_meter_acts_cancels", "meter_acts", ["cancels"], unique=True, postgresql_where=sa.text("cancels is not null")
    )


def downgrade() -> None:
    op.drop_table("account_closings")
    op.drop_table("meter_acts")
    op.drop_column("readings", "meter_act_id")
    op.drop_column("readings", "recorded_at")
    op.drop_index("uq_meters_active", "meters")
    op.drop_index("uq_meters_installation", "meters")
    for column in ("void", "decimals", "ratio", "point"):
        op.drop_column("meters", column)
    op.create_index("uq_meters_account_number_serial", "meters", ["account_number", "serial"], unique=True)
    standing = sa.text("removed_on is null")
    op.create_index("uq_meters_active", "meters", ["account_number"], unique=True, postgresql_where=standing)
    for name, listed in COLUMNS.items():
        for column in listed.split():
            op.drop_column(f"staging_{name}", column)
