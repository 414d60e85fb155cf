"""Fiscal receipts, which event told what, and payments by QR code."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("payment_history", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("refunds", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("payments", sa.Column("method", sa.Text(), nullable=False, server_default="card"))
    op.add_column("payments", sa.Column("sbp_link", sa.Text(), nullable=True))
    op.create_table(
        "fiscal_receipts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_fiscal_receipts_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fiscal_receipts"),
    )
    op.create_index("ix_fiscal_receipts_payment_id", "fiscal_receipts", ["payment_id"])


def downgrade() -> None:
    op.drop_table("fiscal_receipts")
    op.drop_column("payments", "sbp_link")
    op.drop_column("payments", "method")
    op.drop_column("refunds", "event_id")
    op.drop_column("payment_history", "event_id")
