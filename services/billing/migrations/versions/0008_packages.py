"""Packages of the supplier's files, and what changed with which of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from intake.migrating import create_packages, drop_packages

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_packages(op.get_bind())
    op.add_column("changes", sa.Column("after", postgresql.JSONB(), nullable=True))
    op.add_column("changes", sa.Column("package", sa.Text(), nullable=True))
    op.execute("alter table staging_meters add column smart text")
    op.drop_column("meters", "max_power_kw")  # billing never asked for it


def downgrade() -> None:
    op.add_column("meters", sa.Column("max_power_kw", sa.Numeric(6, 2), nullable=False, server_default="15"))
    op.execute("alter table staging_meters drop column smart")
    op.drop_column("changes", "package")
    op.drop_column("changes", "after")
    drop_packages(op.get_bind())
