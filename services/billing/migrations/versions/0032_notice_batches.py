"""Notices of restriction to many debtors in one go."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "notice_batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed_role", sa.Text(), server_default="", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice_batches"),
        sa.CheckConstraint(
            "state in ('judging', 'ready', 'sending', 'done', 'withdrawn')", name=op.f("ck_notice_batches_state")
        ),
    )
    op.create_index("ix_notice_batches_asked_at", "notice_batches", ["asked_at"])
    op.create_table(
        "notice_items",
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("debt_kopecks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "account_number", name="pk_notice_items"),
        sa.CheckConstraint(
            "outcome in ('waiting', 'fit', 'no_ground', 'under_way', 'sent', 'failed')",
            name=op.f("ck_notice_items_outcome"),
        ),
    )
    op.create_index(
        "ix_notice_items_due",
        "notice_items",
        ["batch_id", "account_number"],
        postgresql_where=sa.text("outcome in ('waiting', 'fit')"),
    )


def downgrade() -> None:
    op.drop_table("notice_items")
    op.drop_table("notice_batches")
