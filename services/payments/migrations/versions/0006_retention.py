"""Records of the audit trail that are past the term of limitation may be deleted."""

from alembic import op

from chassis.migrations import let_old_go

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    let_old_go(op.get_bind(), "audit", "at", "audit_append_only")


def downgrade() -> None:
    op.execute("drop trigger audit_append_only on audit")
    op.execute("drop function keep_record()")
    op.execute(
        "create trigger audit_append_only before update or delete on audit "
        "for each statement execute function refuse_audit_change()"
    )
