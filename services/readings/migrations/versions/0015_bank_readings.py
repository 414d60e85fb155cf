"""Readings that come with payments through banks, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

TEXTS = ("serial", "written", "outcome", "reason")


def upgrade() -> None:
    op.create_table(
        "bank_readings",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("reading_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "operation", "nth", "part", name="pk_bank_readings"),
        sa.CheckConstraint(
            "outcome in ('recorded', 'repeated', 'refused', 'released')", name=op.f("ck_bank_readings_outcome")
        ),
    )


def downgrade() -> None:
    op.drop_table("bank_readings")
