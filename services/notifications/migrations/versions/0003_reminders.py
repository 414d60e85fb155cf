"""Reminders: copies of what accounts still have to do, the rules of when, and the way out of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

RULES = {"readings_days": [22, 25], "due_days_before": [3], "verification_days_before": [90, 60, 30], "hours": [9, 20]}


def upgrade() -> None:
    op.execute("alter table people add column unsubscribe_key uuid not null default gen_random_uuid()")
    op.create_unique_constraint("uq_people_unsubscribe_key", "people", ["unsubscribe_key"])
    op.add_column("letters", sa.Column("unsubscribe", sa.Text(), nullable=True))
    op.create_table(
        "account_facts",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("metered", sa.Boolean(), nullable=False),
        sa.Column("verification_due", sa.Date(), nullable=True),
        sa.Column("meter_version", sa.BigInteger(), nullable=False),
        sa.Column("due_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("debt_version", sa.BigInteger(), nullable=False),
        sa.Column("bill_period", sa.Text(), nullable=True),
        sa.Column("bill_revision", sa.Integer(), nullable=False),
        sa.Column("bill_due_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("account_number", name="pk_account_facts"),
    )
    op.create_table(
        "heard_readings",
        sa.Column("reading_id", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", name="pk_heard_readings"),
    )
    op.create_index("ix_heard_readings_account_number", "heard_readings", ["account_number"])
    rules = op.create_table(
        "reminder_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("numbers", sa.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("name", "since", name="pk_reminder_rules"),
    )
    begin = sa.literal("2020-01-01").cast(sa.Date())
    for name, numbers in RULES.items():
        op.execute(rules.insert().values(name=name, since=begin, numbers=numbers))
    op.create_table(
        "reminder_days",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "day", name="pk_reminder_days"),
    )


def downgrade() -> None:
    for table in ("reminder_days", "reminder_rules", "heard_readings", "account_facts"):
        op.drop_table(table)
    op.drop_column("letters", "unsubscribe")
    op.drop_column("people", "unsubscribe_key")
