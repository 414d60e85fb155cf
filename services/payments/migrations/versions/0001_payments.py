"""Payments, their history, calls to the bank, callbacks, refunds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.database.migrations import create_mechanism, drop_mechanism

revision = "0001"
down_revision = None

TABLES = ("bank_callbacks", "payments", "bank_calls", "payment_history", "refunds")
APPEND_ONLY = ("payment_history", "bank_calls")

# What a payment is for never changes after it was begun.
GUARDS = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name;
end $$;

create function keep_payment() returns trigger language plpgsql as $$
begin
    if (new.id, new.account_number, new.amount_kopecks, new.readings, new.created_at)
        is distinct from (old.id, old.account_number, old.amount_kopecks, old.readings, old.created_at) then
        raise exception 'account, sum and readings of a payment do not change';
    end if;
    return new;
end $$;

create trigger keep_payment before update on payments for each row execute function keep_payment();
"""


def upgrade() -> None:
    create_mechanism(op.get_bind())
    op.create_table(
        "bank_callbacks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("remote_ip", sa.Text(), nullable=False),
        sa.Column("authentic", sa.Boolean(), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bank_callbacks"),
    )
    op.create_index("ix_bank_callbacks_payment_id", "bank_callbacks", ["payment_id"], unique=False)
    op.create_index("ix_bank_callbacks_received_at", "bank_callbacks", ["received_at"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("readings", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("receipt_email", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bank_order_id", sa.Text(), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("session_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("card_masked", sa.Text(), nullable=True),
        sa.Column("approval_code", sa.Text(), nullable=True),
        sa.Column("action_code", sa.BigInteger(), nullable=True),
        sa.Column("fiscal_receipt_url", sa.Text(), nullable=True),
        sa.Column("bank_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", sa.BigInteger(), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_payments_amount_positive"),
        sa.CheckConstraint("returned_kopecks between 0 and amount_kopecks", name="ck_payments_returned_within_amount"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("bank_order_id", name="uq_payments_bank_order_id"),
    )
    op.create_index("ix_payments_account_number_created_at", "payments", ["account_number", "created_at"], unique=False)
    op.create_index("ix_payments_created_at", "payments", ["created_at"], unique=False)
    op.create_index(
        "ix_payments_due",
        "payments",
        ["next_check_at"],
        unique=False,
        postgresql_where=sa.text("next_check_at is not null"),
    )
    op.create_index(
        "ix_payments_review",
        "payments",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'manual_review'"),
    )
    op.create_table(
        "bank_calls",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_bank_calls_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_calls"),
    )
    op.create_index("ix_bank_calls_payment_id", "bank_calls", ["payment_id"], unique=False)
    op.create_table(
        "payment_history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edge", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_payment_history_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_history"),
    )
    op.create_index("ix_payment_history_payment_id", "payment_history", ["payment_id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("checks", sa.BigInteger(), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("origin in ('staff', 'bank')", name="ck_refunds_origin"),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_refunds_amount_positive"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_refunds_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
    )
    op.create_index(
        "ix_refunds_due",
        "refunds",
        ["next_check_at"],
        unique=False,
        postgresql_where=sa.text("next_check_at is not null"),
    )
    op.create_index("ix_refunds_payment_id", "refunds", ["payment_id"], unique=False)
    op.execute(GUARDS)
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("drop function keep_payment(), refuse_change()")
    drop_mechanism(op.get_bind())
