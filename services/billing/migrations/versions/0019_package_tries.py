"""How often the work on a package was begun: one that ends the worker each time is refused in the end."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    # An empty database has it already: the table is made from its present declaration.
    op.execute("alter table packages add column if not exists tries integer not null default 0")


def downgrade() -> None:
    op.execute("alter table packages drop column tries")
