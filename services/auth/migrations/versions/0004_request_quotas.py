"""Quotas of requests; not logged, because a crash that forgets them only makes the server generous for a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "request_quotas",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_request_quotas"),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_request_quotas_full_at", "request_quotas", ["full_at"])


def downgrade() -> None:
    op.drop_table("request_quotas")
