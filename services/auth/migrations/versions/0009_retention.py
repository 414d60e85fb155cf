"""Records of the audit trail and of the consent journal that are past the term of limitation may be deleted."""

from alembic import op

from chassis.database.migrations import keep_all_audit, let_old_go

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    let_old_go(op.get_bind(), "audit", "at", "audit_append_only")
    let_old_go(op.get_bind(), "consents", "given_at")


def downgrade() -> None:
    op.execute("drop trigger append_only on consents")
    op.execute("create trigger append_only before update or delete on consents for each row execute function refuse_change()")
    keep_all_audit(op.get_bind())
