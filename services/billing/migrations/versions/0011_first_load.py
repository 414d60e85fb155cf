"""The first load of a town fills its largest tables without their indexes, which only their owner can take away."""

from alembic import op

from intake.migrating import lend_indexes, take_indexes_back

revision = "0011"
down_revision = "0010"

TABLES = ("readings", "ledger", "charges")


def upgrade() -> None:
    lend_indexes(op.get_bind(), TABLES)


def downgrade() -> None:
    take_indexes_back(op.get_bind(), TABLES)
