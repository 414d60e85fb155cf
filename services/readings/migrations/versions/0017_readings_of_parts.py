"""One payment may bring readings of several accounts: its mark is unique for each meter."""

from alembic import op

from chassis.database.migrations import build_index, drop_index
from intake.migrating import lend_indexes

revision = "0017"
down_revision = "0016"
WHERE = "payment_id is not null"


def upgrade() -> None:
    build_index("ix_readings_payment_id_meter_id", "readings", "payment_id, meter_id", WHERE, unique=True)
    drop_index("ix_readings_payment_id")
    lend_indexes(op.get_bind(), ("readings",))


def downgrade() -> None:
    build_index("ix_readings_payment_id", "readings", "payment_id", WHERE, unique=True)
    drop_index("ix_readings_payment_id_meter_id")
    lend_indexes(op.get_bind(), ("readings",))
