"""Since when accounts are their present owners'."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "owner_terms",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", name="pk_owner_terms"),
    )


def downgrade() -> None:
    op.drop_table("owner_terms")
