"""Each edition of the rates remembers the package that brought it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

RATES = ("tariffs", "tier_limits", "norms", "parameters")


def upgrade() -> None:
    for table in RATES:
        op.add_column(table, sa.Column("package", sa.Text(), nullable=True))


def downgrade() -> None:
    for table in RATES:
        op.drop_column(table, "package")
