"""Find the drafts of a run that somebody should look at."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("create index ix_run_results_marked on run_results (period, account_number) where flags <> '{}'")


def downgrade() -> None:
    op.execute("drop index ix_run_results_marked")
