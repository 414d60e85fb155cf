"""Orders of former releases are orders of one part."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        """
        insert into payment_parts
            (id, payment_id, nth, account_number, address, amount_kopecks, readings, returned_kopecks)
        select id, id, 1, account_number, address, amount_kopecks, readings, returned_kopecks from payments
        where account_number is not null on conflict do nothing
        """
    )


def downgrade() -> None:
    """The parts go with their table."""
