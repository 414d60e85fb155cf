"""Browsers that were seen, and people whom the owner of an account has put out."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "known_browsers",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_known_browsers_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "hash", name="pk_known_browsers"),
    )
    op.create_index("ix_known_browsers_last_at", "known_browsers", ["last_at"])
    op.create_table(
        "unwelcome_viewers",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_unwelcome_viewers_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_number", "user_id", name="pk_unwelcome_viewers"),
    )


def downgrade() -> None:
    op.drop_table("unwelcome_viewers")
    op.drop_table("known_browsers")
