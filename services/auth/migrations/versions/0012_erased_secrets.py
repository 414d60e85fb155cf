"""Events whose secrets were erased say so: they must not be published again."""

from alembic import op

revision = "0012"
down_revision = "0011"

TYPES = "'auth.user_registered.v1', 'auth.password_reset.v1', 'auth.email_change_requested.v1'"


def upgrade() -> None:
    op.execute(
        """update outbox set headers = headers || '{"erased": "1"}'"""
        f" where published_at is not null and type in ({TYPES}) and not body::jsonb ?| array['token', 'new_password']"
    )


def downgrade() -> None:
    op.execute("update outbox set headers = headers - 'erased' where headers ? 'erased'")
