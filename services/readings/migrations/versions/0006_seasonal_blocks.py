"""Seasonal blocks: days on which nothing is charged and no readings are asked for (E9)."""

import sqlalchemy as sa
from alembic import op

from intake.migrating import add_staging, remove_staging

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "seasonal_blocks",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until is null or until >= since", name="ck_seasonal_blocks_days"),
        sa.PrimaryKeyConstraint("account_number", "since", name="pk_seasonal_blocks"),
    )
    add_staging(op.get_bind(), {"seasonal_blocks": "account_number from to"})


def downgrade() -> None:
    remove_staging(op.get_bind(), ["seasonal_blocks"])
    op.drop_table("seasonal_blocks")
