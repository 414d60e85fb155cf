"""A correction of kWh of a closed month changes what later averages rest on: it is logged as a late fact."""

from alembic import op

from services.billing.settlement.watching import unwatch, watch

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    facts = {"insert": "select account_number, month, 'correction', ground from new_rows where volume <> 0"}
    watch(op.get_bind(), "corrections", facts)


def downgrade() -> None:
    unwatch(op.get_bind(), {"corrections": ("insert",)})
