"""Since when accounts are their present owners'."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("known_accounts", sa.Column("owner_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("known_accounts", "owner_since")
