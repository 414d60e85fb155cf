"""Limits of one person hold for corrections by file: the role of a package's sender, who posted a correction alone."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute("alter table packages add column if not exists actor_role text not null default ''")
    op.add_column("corrections", sa.Column("posted_alone_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("corrections", "posted_alone_by")
    op.drop_column("packages", "actor_role")
