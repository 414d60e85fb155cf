"""Consents are withdrawn too, and a user remembers the edition that he agreed to last."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("consents", sa.Column("action", sa.Text(), server_default="given", nullable=False))
    op.create_check_constraint("ck_consents_action", "consents", "action in ('given', 'withdrawn')")
    op.add_column("users", sa.Column("consent_version", sa.Text(), nullable=True))
    op.execute(
        "update users set consent_version = last.version from (select distinct on (subject_id) subject_id, version "
        "from consents order by subject_id, id desc) last where last.subject_id = users.id"
    )


def downgrade() -> None:
    op.drop_column("users", "consent_version")
    op.drop_column("consents", "action")  # its check goes with it
