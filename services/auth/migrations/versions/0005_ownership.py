"""Figures that prove an owner (B8), copied from billing and readings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "ownership_figures",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("bill_period", sa.Text(), nullable=True),
        sa.Column("bill_revision", sa.Integer(), nullable=True),
        sa.Column("bill_kopecks", sa.BigInteger(), nullable=True),
        sa.Column("meter_serial", sa.Text(), nullable=True),
        sa.Column("serial_seen_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("account_number", name="pk_ownership_figures"),
    )


def downgrade() -> None:
    op.drop_table("ownership_figures")
