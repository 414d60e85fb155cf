"""Appeals by telephone, letter and visit, who works on an appeal, and notes for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
CABINET, EMPTY = "cabinet", ""
COLUMNS = {
    "appeals": {
        "channel": CABINET,
        "applicant": EMPTY,
        "contact": EMPTY,
        "answer_way": CABINET,
        "assignee": EMPTY,
        "assignee_name": EMPTY,
    },
    "messages": {"by_name": EMPTY, "way": CABINET},
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, default in columns.items():
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=default))
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.Column("struck_by", sa.Text(), nullable=False, server_default=EMPTY),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_account_number", "notes", ["account_number", "at"])
    op.create_index("ix_notes_at", "notes", ["at"])


def downgrade() -> None:
    op.drop_table("notes")
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
