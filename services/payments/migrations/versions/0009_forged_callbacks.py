"""Callbacks with a wrong checksum are counted by address and day instead of being kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "forged_callbacks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_size", sa.Integer(), nullable=False),
        sa.Column("last_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "address", name="pk_forged_callbacks"),
    )
    op.create_index("ix_forged_callbacks_last_at", "forged_callbacks", ["last_at"])


def downgrade() -> None:
    op.drop_table("forged_callbacks")
