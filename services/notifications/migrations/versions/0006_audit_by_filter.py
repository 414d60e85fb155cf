"""Each filter of the audit trail has its index."""

from alembic import op

from chassis.database.migrations import index_audit

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    index_audit(op.get_bind())


def downgrade() -> None:
    """The indexes of the audit trail stay: they harm nobody."""
