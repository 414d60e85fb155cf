"""Accounts, roles and keys of staff that wait for a second administrator."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "held_commands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_role", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held_commands"),
        sa.UniqueConstraint("requested_by", "key", name="uq_held_commands_key"),
        sa.CheckConstraint(
            "state in ('requested', 'approved', 'refused', 'withdrawn')", name="ck_held_commands_state"
        ),
        sa.CheckConstraint("state <> 'approved' or decided_by <> requested_by", name="ck_held_commands_two_persons"),
    )
    op.create_index(
        "ix_held_commands_waiting", "held_commands", ["nth"], postgresql_where=sa.text("state = 'requested'")
    )


def downgrade() -> None:
    op.drop_table("held_commands")
