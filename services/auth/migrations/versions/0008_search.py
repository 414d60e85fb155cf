"""People are found by the beginning of the e-mail address and the end of the phone, by an index."""

from alembic import op

from chassis.database.migrations import index_audit

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    index_audit(op.get_bind())
    op.execute("create index ix_users_email_lower on users (lower(email) text_pattern_ops)")
    op.execute("create index ix_users_phone_reversed on users (reverse(phone) text_pattern_ops)")
    op.execute("create index ix_registrations_email_lower on registrations (lower(email) text_pattern_ops)")


def downgrade() -> None:
    op.drop_index("ix_registrations_email_lower", "registrations")
    op.drop_index("ix_users_phone_reversed", "users")
    op.drop_index("ix_users_email_lower", "users")
