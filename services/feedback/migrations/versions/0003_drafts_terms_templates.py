"""Drafts that outlive a session, terms from a day on, ready answers of the supplier's people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_drafts"),
    )
    op.create_table(
        "appeal_terms",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days between 1 and 366", name="ck_appeal_terms_days"),
        sa.ForeignKeyConstraint(["kind"], ["appeal_kinds.kind"], name="fk_appeal_terms_kind"),
        sa.PrimaryKeyConstraint("kind", "since", name="pk_appeal_terms"),
    )
    op.execute("insert into appeal_terms select kind, date '2020-01-01', days, working from appeal_kinds")
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_templates"),
        sa.UniqueConstraint("title", name="uq_answer_templates_title"),
    )
    op.create_index("ix_appeals_registered_at", "appeals", ["registered_at"])
    op.create_index("ix_messages_at", "messages", ["at"])


def downgrade() -> None:
    op.drop_index("ix_messages_at")
    op.drop_index("ix_appeals_registered_at")
    for table in ("answer_templates", "appeal_terms", "drafts"):
        op.drop_table(table)
