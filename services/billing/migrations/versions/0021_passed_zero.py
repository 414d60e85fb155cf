"""Readings of which whoever took them says that the counter went through zero."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("readings", sa.Column("passed_zero", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("readings", "passed_zero")
