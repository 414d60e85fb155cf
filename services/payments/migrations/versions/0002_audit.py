"""The audit trail, append-only."""

from alembic import op

from chassis.database.migrations import create_audit, drop_audit

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_audit(op.get_bind())


def downgrade() -> None:
    drop_audit(op.get_bind())
