"""Letters, people and their preferences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.database.migrations import create_mechanism, drop_mechanism

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_mechanism(op.get_bind())
    op.create_table(
        "bounced_addresses",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("email", name="pk_bounced_addresses"),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("account_number", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("wording", postgresql.JSONB(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("bill", postgresql.JSONB(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("state = 'waiting' OR secret IS NULL", name="ck_letters_no_secret_left"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed', 'expired')", name="ck_letters_state"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("dedupe_key", name="uq_letters_dedupe_key"),
    )
    op.create_index("ix_letters_account", "letters", ["account_number", "created_at"], unique=False)
    op.create_index(
        "ix_letters_due",
        "letters",
        ["priority", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_letters_newest", "letters", ["created_at", "id"], unique=False)
    op.create_index("ix_letters_user_id", "letters", ["user_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_version", sa.BigInteger(), nullable=False),
        sa.Column("email_bill", sa.Boolean(), nullable=False),
        sa.Column("paper_bill", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("email_bill OR paper_bill", name="ck_people_some_bill"),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
    )
    op.create_table(
        "persons_accounts",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "account_number", name="pk_persons_accounts"),
    )
    op.create_index(
        "ix_persons_accounts_account_number", "persons_accounts", ["account_number"], unique=False
    )


def downgrade() -> None:
    for table in ("persons_accounts", "people", "letters", "bounced_addresses"):
        op.drop_table(table)
    drop_mechanism(op.get_bind())
