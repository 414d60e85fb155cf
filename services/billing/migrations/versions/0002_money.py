"""Ledger, charges, bills and the run; what was posted or published cannot be changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("ledger", "bills", "printed_suppliers", "changes")


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("charged_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("settled_kwh", sa.BigInteger(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "period", name="pk_charges"),
    )
    op.create_table(
        "ledger",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin_ref", sa.Text(), nullable=True),
        sa.CheckConstraint("kind <> 'credit' or (amount_kopecks < 0 and paid_on is not null)", name="ck_ledger_credit"),
        sa.CheckConstraint("kind <> 'refund' or (amount_kopecks > 0 and paid_on is not null)", name="ck_ledger_refund"),
        sa.CheckConstraint("kind in ('opening', 'charge', 'correction', 'credit', 'refund')", name="ck_ledger_kind"),
        sa.PrimaryKeyConstraint("source", "source_ref", name="pk_ledger"),
    )
    op.create_index("ix_ledger_account_number_occurred_at", "ledger", ["account_number", "occurred_at"], unique=False)
    op.create_index("ix_ledger_period_account_number", "ledger", ["period", "account_number"], unique=False)
    op.create_table(
        "printed_suppliers",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("block", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_printed_suppliers"),
    )
    op.create_table(
        "run_chunks",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totals", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("period", "scope", "stage", "number", name="pk_run_chunks"),
    )
    op.create_table(
        "run_results",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("charged_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("vat_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("settled_kwh", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("period", "account_number", name="pk_run_results"),
    )
    op.create_table(
        "runs",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("accounts_total", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("period ~ '^20\\d\\d-(0[1-9]|1[0-2])$'", name="ck_runs_period"),
        sa.CheckConstraint("state in ('running', 'calculated', 'publishing', 'published')", name="ck_runs_state"),
        sa.PrimaryKeyConstraint("period", "scope", name="pk_runs"),
    )
    op.create_table(
        "standings",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("balance_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("registers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "period", name="pk_standings"),
    )
    op.create_table(
        "bills",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["supplier"], ["printed_suppliers.fingerprint"], name="fk_bills_supplier"),
        sa.PrimaryKeyConstraint("account_number", "period", "revision", name="pk_bills"),
    )
    op.create_index("uq_bills_code", "bills", ["code"], unique=True)
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only: post a correction instead', tg_table_name
                using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for table in ("bills", "printed_suppliers", "ledger", "charges", "run_chunks", "run_results", "runs", "standings"):
        op.drop_table(table)
    op.execute("drop trigger changes_append_only on changes")
    op.execute("drop function refuse_change()")
