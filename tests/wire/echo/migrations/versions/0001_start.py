"""Everything that the echo service has."""

from alembic import op
from sqlalchemy import Column, Identity, Integer, Text

from chassis.migrations import create_mechanism

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_mechanism(op.get_bind())
    op.create_table("done", Column("id", Integer, Identity(), primary_key=True), Column("what", Text, nullable=False))
