"""Everything that the echo service has."""

from alembic import op
from sqlalchemy import Column, Identity, Integer, Text

from chassis.database.migrations import create_audit, create_mechanism, let_old_go

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_mechanism(op.get_bind())
    create_audit(op.get_bind())
    let_old_go(op.get_bind(), "audit", "at", "audit_append_only")
    op.create_table("done", Column("id", Integer, Identity(), primary_key=True), Column("what", Text, nullable=False))
