"""What a line of readings.csv may state about a doubtful reading, what a load remarks, and what the desk took back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"

COLUMNS = ("confirmed", "passed_zero")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("staging_readings", sa.Column(column, sa.Text()))
    # An empty database has it already: the table is made from its present declaration.
    op.execute("alter table packages add column if not exists remarks jsonb not null default '[]'")
    op.add_column("withdrawn_readings", sa.Column("serial", sa.Text()))
    op.add_column("withdrawn_readings", sa.Column("taken_on", sa.Date()))
    op.add_column("withdrawn_readings", sa.Column("shown", postgresql.JSONB()))


def downgrade() -> None:
    for column in ("shown", "taken_on", "serial"):
        op.drop_column("withdrawn_readings", column)
    op.drop_column("packages", "remarks")
    for column in COLUMNS:
        op.drop_column("staging_readings", column)
