"""Records of the audit trail that are past the term of limitation may be deleted."""

from alembic import op

from chassis.database.migrations import keep_all_audit, let_old_go

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    let_old_go(op.get_bind(), "audit", "at", "audit_append_only")


def downgrade() -> None:
    keep_all_audit(op.get_bind())
