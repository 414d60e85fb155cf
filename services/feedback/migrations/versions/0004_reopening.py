"""A closed appeal may be opened again for a while: the term is a column of the dated terms."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("appeal_terms", sa.Column("reopen_days", sa.SmallInteger(), server_default="30", nullable=False))
    op.create_check_constraint("ck_appeal_terms_reopen_days", "appeal_terms", "reopen_days between 0 and 1100")
    op.add_column("appeals", sa.Column("reopen_until", sa.Date(), nullable=True))
    op.execute("update appeals set reopen_until = current_date + 30 where state = 'closed'")


def downgrade() -> None:
    op.drop_column("appeals", "reopen_until")
    op.drop_column("appeal_terms", "reopen_days")
