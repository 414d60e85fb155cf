"""Acts of accounts, attributes of accounts by month, identifiers of ГИС ЖКХ, and meters that may return or stand together."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from intake.migrating import add_staging, remove_staging
from services.billing.settlement.watching import unwatch, watch

revision = "0024"
down_revision = "0023"

FILES = {
    "acts": "account_number kind happened_on until serial number details",
    "document_ids": "account_number period unified_account document_id",
}
COLUMNS = {
    "accounts": "unified_account document_id paper effective_from",
    "meters": "point ratio decimals first_reading last_reading",
    "readings": "withdrawn",
}
"""New columns of staging tables that exist."""
LATE = {
    "acts": {
        "insert": "select account_number, to_char(happened_on, 'YYYY-MM'), 'act', number from new_rows",
    },
    # The oldest row says what has always held: it is no news.
    "account_attributes": {
        "insert": "select account_number, to_char(since, 'YYYY-MM'), 'account', '' from new_rows "
        "where since > date '1900-01-01'",
        "update": "select account_number, to_char(since, 'YYYY-MM'), 'account', '' from new_rows",
    },
}


def upgrade() -> None:
    for name, listed in COLUMNS.items():
        for column in listed.split():
            op.add_column(f"staging_{name}", sa.Column(column, sa.Text()))
    _accounts()
    _meters()
    _acts()
    add_staging(op.get_bind(), FILES)
    for table, facts in LATE.items():
        watch(op.get_bind(), table, facts)


def _accounts() -> None:
    for name in ("unified_account", "document_id"):
        op.add_column("accounts", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "account_attributes",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("rooms", sa.SmallInteger(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("stove", sa.Text(), nullable=False),
        sa.Column("tariff_group", sa.Text(), nullable=False),
        sa.Column("heating", sa.Boolean(), nullable=False),
        sa.Column("multiplier", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("multiplier_ground", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "since", name="pk_account_attributes"),
    )
    op.create_table(
        "document_ids",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unified_account", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "period", name="pk_document_ids"),
    )


def _meters() -> None:
    op.add_column("meters", sa.Column("point", sa.Text(), nullable=False, server_default="1"))
    op.add_column("meters", sa.Column("ratio", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("meters", sa.Column("decimals", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_check_constraint(
        op.f("ck_meters_scale"), "meters", "ratio between 1 and 10000 and decimals between 0 and 3"
    )
    op.drop_constraint("pk_meters", "meters")
    op.create_primary_key("pk_meters", "meters", ["account_number", "serial", "installed_on"])
    op.add_column("readings", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))


def _acts() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("cancels", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("until is null or until >= happened_on", name=op.f("ck_acts_days")),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sa.UniqueConstraint("source", "reference", name="uq_acts_source_reference"),
    )
    op.create_index("ix_acts_account_number", "acts", ["account_number", "happened_on"])
    op.create_index("uq_acts_cancels", "acts", ["cancels"], unique=True, postgresql_where=sa.text("cancels is not null"))
    op.execute(
        "create trigger acts_append_only before update or delete or truncate on acts "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    unwatch(op.get_bind(), {table: tuple(facts) for table, facts in LATE.items()})
    remove_staging(op.get_bind(), FILES)
    op.drop_table("acts")
    op.drop_column("readings", "withdrawn")
    op.drop_constraint("pk_meters", "meters")
    op.create_primary_key("pk_meters", "meters", ["account_number", "serial"])
    for column in ("decimals", "ratio", "point"):
        op.drop_column("meters", column)
    op.drop_table("document_ids")
    op.drop_table("account_attributes")
    for column in ("paper", "document_id", "unified_account"):
        op.drop_column("accounts", column)
    for name, listed in COLUMNS.items():
        for column in listed.split():
            op.drop_column(f"staging_{name}", column)
