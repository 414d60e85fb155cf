"""Accounts are found by parts of names and addresses by an index of trigrams; pg_trgm is a trusted extension."""

from alembic import op

from chassis.database.migrations import index_audit

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    index_audit(op.get_bind())
    op.execute("create extension if not exists pg_trgm")
    words = "(' ' || full_name || ' ' || address)"
    op.execute(f"create index ix_accounts_words on accounts using gin ({words} gin_trgm_ops)")


def downgrade() -> None:
    op.drop_index("ix_accounts_words", "accounts")
    op.execute("drop extension pg_trgm")
