"""What a line of readings.csv may state about a doubtful reading, and what a load remarks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = ("confirmed", "passed_zero")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("staging_readings", sa.Column(column, sa.Text()))
        op.add_column(
            "gathered_readings", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # An empty database has it already: the table is made from its present declaration.
    op.execute("alter table packages add column if not exists remarks jsonb not null default '[]'")


def downgrade() -> None:
    op.drop_column("packages", "remarks")
    for column in COLUMNS:
        op.drop_column("gathered_readings", column)
        op.drop_column("staging_readings", column)
