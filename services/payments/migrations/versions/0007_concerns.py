"""What a person must look at in a paid payment, why an attempt was refused, and the open order of an account."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "refusal": sa.Text(),
    "returned_at": sa.DateTime(timezone=True),
    "chargeback_at": sa.DateTime(timezone=True),
    "concern": sa.Text(),
    "concern_detail": sa.Text(),
    "concern_since": sa.DateTime(timezone=True),
    "concern_accepted": sa.Text(),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("payments", sa.Column(name, kind, nullable=True))
    op.execute("create index ix_payments_concern on payments (id) where concern is not null")
    op.execute(
        "create index ix_payments_open on payments (account_number)"
        " where state in ('registering', 'unknown', 'awaiting_bank')"
    )


def downgrade() -> None:
    op.drop_index("ix_payments_open", "payments")
    op.drop_index("ix_payments_concern", "payments")
    for name in reversed(COLUMNS):
        op.drop_column("payments", name)
