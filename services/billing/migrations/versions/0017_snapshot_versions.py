"""Each stored bill says in which version of the snapshot's shape it was written; those of before are of version 1."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    version = sa.Column("snapshot_version", sa.SmallInteger(), server_default="1", nullable=False)
    op.add_column("bills", version)


def downgrade() -> None:
    op.drop_column("bills", "snapshot_version")
