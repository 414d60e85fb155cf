"""A ledger of penalties: what was stated until now is its first entry, bills add to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "penalties",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accrued", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("source", "source_ref", name="pk_penalties"),
    )
    op.create_index("ix_penalties_account_number_period", "penalties", ["account_number", "period"])
    op.execute(
        "insert into penalties (source, source_ref, account_number, period, amount_kopecks, occurred_at) "
        "select 'statement', 'before ' || account_number, account_number, to_char(now(), 'YYYY-MM'), penalty_kopecks, "
        "now() from other_debts where penalty_kopecks > 0"
    )
    op.execute(
        "create trigger penalties_append_only before update or delete or truncate on penalties "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("penalties")
