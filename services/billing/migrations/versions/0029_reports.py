"""Reports over whole months, made in parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("totals", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("checksum", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.CheckConstraint("state in ('making', 'made', 'dropped')", name="ck_reports_state"),
    )
    op.create_index("ix_reports_asked_at", "reports", ["asked_at"])
    op.create_table(
        "report_parts",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("rows", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("totals", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("report_id", "number", name="pk_report_parts"),
    )


def downgrade() -> None:
    op.drop_table("report_parts")
    op.drop_table("reports")
