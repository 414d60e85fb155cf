"""Letters that wait because the mail server refuses us, for an alert that stands while there are any."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("letters", sa.Column("unwelcome", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_letters_unwelcome", "letters", ["id"], postgresql_where=sa.text("unwelcome"))


def downgrade() -> None:
    op.drop_index("ix_letters_unwelcome", "letters")
    op.drop_column("letters", "unwelcome")
