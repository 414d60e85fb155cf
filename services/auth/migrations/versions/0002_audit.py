"""The audit trail takes the shape that it has in every service."""

import sqlalchemy as sa
from alembic import op

from chassis.database.migrations import protect_audit

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("drop trigger append_only on audit")
    op.drop_index("ix_audit_subject_id", "audit")
    op.alter_column("audit", "subject_id", new_column_name="subject", type_=sa.Text(), postgresql_using="subject_id::text")
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_account_number", "audit", ["account_number"])
    protect_audit(op.get_bind())


def downgrade() -> None:
    op.execute("drop trigger audit_append_only on audit")
    op.execute("drop function refuse_audit_change()")
    for name in ("ix_audit_account_number", "ix_audit_subject"):
        op.execute(f"drop index if exists {name}")  # a later revision has put others in their place
    op.alter_column("audit", "subject", new_column_name="subject_id", type_=sa.Uuid(), postgresql_using="subject::uuid")
    op.create_index("ix_audit_subject_id", "audit", ["subject_id"])
    op.execute("create trigger append_only before update or delete on audit for each row execute function refuse_change()")
