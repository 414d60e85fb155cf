"""An index of days for the figures; readings come in the order of time, so a summary of blocks is enough."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("ix_readings_received_at", "readings", ["received_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_readings_received_at")
