"""Where registers name an order, and each filter of the audit trail, by an index."""

from alembic import op

from chassis.database.migrations import index_audit

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    index_audit(op.get_bind())
    op.execute(
        "create index ix_operations_order_refs on operations using gin (string_to_array(order_ref, ' '))"
        " where kind = 'orders'"
    )


def downgrade() -> None:
    op.drop_index("ix_operations_order_refs", "operations")
