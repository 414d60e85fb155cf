"""Corrections with kWh and their undo, payouts of overpayments, owners of an account and what former ones owe."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

APPEND_ONLY = ("corrections", "account_terms", "former_owner_entries")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("volume", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("vat_rate", sa.SmallInteger(), nullable=True),
        sa.Column("vat_kopecks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_corrections"),
        sa.UniqueConstraint("undoes", name="uq_corrections_undoes"),
        sa.CheckConstraint("volume = 0 or (zone is not null and month is not null)", name="ck_corrections_kwh"),
    )
    op.create_index("ix_corrections_account_number_period", "corrections", ["account_number", "period"])
    op.execute(
        "insert into corrections (reference, account_number, period, amount_kopecks, ground, posted_at) "
        "select source_ref, account_number, period, amount_kopecks, title, occurred_at from ledger "
        "where source = 'correction'"
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("bik", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("order_number", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payouts"),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_payouts_amount"),
        sa.CheckConstraint("state in ('requested', 'approved', 'paid', 'refused')", name="ck_payouts_state"),
        sa.CheckConstraint("state <> 'paid' or paid_on is not null", name="ck_payouts_paid"),
        sa.CheckConstraint("approved_by = '' or approved_by <> requested_by", name="ck_payouts_two_persons"),
    )
    op.create_index("ix_payouts_account_number", "payouts", ["account_number"])
    op.create_table(
        "account_terms",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("former_name", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "since", name="pk_account_terms"),
    )
    op.create_table(
        "former_owner_entries",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "source_ref", name="pk_former_owner_entries"),
        sa.ForeignKeyConstraint(
            ["account_number", "since"],
            ["account_terms.account_number", "account_terms.since"],
            name="fk_former_owner_entries_account_number_account_terms",
        ),
        sa.CheckConstraint("kind in ('energy', 'penalty', 'court', 'duty', 'restriction')", name="ck_former_owner_entries_kind"),
    )
    op.create_index("ix_former_owner_entries_account_number", "former_owner_entries", ["account_number", "since"])
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for table in ("former_owner_entries", "account_terms", "payouts", "corrections"):
        op.drop_table(table)
