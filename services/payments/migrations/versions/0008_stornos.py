"""Operations of other channels may be negative: a bank takes back what it had written by mistake."""

from alembic import op

revision = "0008"
down_revision = "0007"
NAME = "ck_operations_ck_operations_amount"
"""As 0003 has made it: its own name after the convention's prefix."""


def upgrade() -> None:
    _replace("amount_kopecks <> 0")


def downgrade() -> None:
    _replace("kind = 'orders' or amount_kopecks > 0")


def _replace(condition: str) -> None:
    op.execute(f"alter table operations drop constraint {NAME}")
    # not valid: what is stored already satisfies it, and reading it all again would hold the table
    op.execute(f"alter table operations add constraint {NAME} check ({condition}) not valid")
