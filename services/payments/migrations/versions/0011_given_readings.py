"""Readings that payers give with payments through banks; an operation of 0,00 may bring them alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
NAME = "ck_operations_ck_operations_amount"
"""As 0003 has made it: its own name after the convention's prefix."""


def upgrade() -> None:
    op.add_column("operations", sa.Column("readings", postgresql.JSONB(), server_default="[]", nullable=False))
    _replace("amount_kopecks <> 0 or readings <> '[]'")


def downgrade() -> None:
    _replace("amount_kopecks <> 0")
    op.drop_column("operations", "readings")


def _replace(condition: str) -> None:
    op.execute(f"alter table operations drop constraint {NAME}")
    # not valid: what is stored already satisfies it, and reading it all again would hold the table
    op.execute(f"alter table operations add constraint {NAME} check ({condition}) not valid")
