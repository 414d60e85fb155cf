"""The figures of the day are counted from indexes alone, each filter of the audit trail has its own."""

from alembic import op

from chassis.database.migrations import index_audit
from intake.migrating import lend_indexes

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    index_audit(op.get_bind())
    op.drop_index("ix_readings_received_at", "readings")
    op.execute(
        "create index ix_readings_received_at on readings (received_at) include (source)"
        " where source <> 'estimated' and refused is null"
    )
    op.execute(
        "create index ix_readings_period on readings (period, meter_id) include (id)"
        " where source <> 'estimated' and refused is null"
    )
    lend_indexes(op.get_bind(), ("readings",))


def downgrade() -> None:
    op.drop_index("ix_readings_period", "readings")
    op.drop_index("ix_readings_received_at", "readings")
    op.create_index("ix_readings_received_at", "readings", ["received_at"], postgresql_using="brin")
    lend_indexes(op.get_bind(), ("readings",))
