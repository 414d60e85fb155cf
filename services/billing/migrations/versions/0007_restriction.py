"""The way of a notice from its sending to the reconnection, and instalment agreements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

DAYS = ("issued_on", "restricted_on", "settled_on", "reconnected_on", "withdrawn_on")


def upgrade() -> None:
    for name in DAYS:
        op.add_column("notices", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("notices", sa.Column("debt_as_of", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notices", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.alter_column("notices", "delivered_on", nullable=True)
    op.create_check_constraint(op.f("ck_notices_told"), "notices", "coalesce(issued_on, delivered_on) is not null")
    op.create_check_constraint(
        op.f("ck_notices_order"),
        "notices",
        "(delivered_on is null or issued_on is null or delivered_on >= issued_on) "
        "and (restricted_on is null or restricted_on > delivered_on) "
        "and (settled_on is null or settled_on >= restricted_on) "
        "and (reconnected_on is null or reconnected_on >= settled_on)",
    )
    op.create_table(
        "agreements",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "number", name="pk_agreements"),
    )
    op.execute(
        "create trigger agreements_append_only before update or delete or truncate on agreements "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("agreements")
    op.drop_constraint(op.f("ck_notices_order"), "notices")
    op.drop_constraint(op.f("ck_notices_told"), "notices")
    op.execute("delete from notices where delivered_on is null")
    op.alter_column("notices", "delivered_on", nullable=False)
    for name in (*DAYS, "debt_as_of", "note"):
        op.drop_column("notices", name)
