"""Packages keep the role of who sent them, as billing's do: the two share the table's form."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("alter table packages add column if not exists actor_role text not null default ''")


def downgrade() -> None:
    op.drop_column("packages", "actor_role")
