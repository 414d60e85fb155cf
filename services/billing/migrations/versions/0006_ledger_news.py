"""Which lines of money have not been told yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "ledger_news",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "source_ref", name="pk_ledger_news"),
    )
    # What an earlier version posted is told too.
    op.execute(
        "insert into ledger_news select source, source_ref from ledger "
        "where source in ('payment', 'refund')"
    )


def downgrade() -> None:
    op.drop_table("ledger_news")
