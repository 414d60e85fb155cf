"""Registers of banks, whom their operations credit, the copy of the ledger's money, reconciliations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

TABLES = ("reconciliations", "ledger_lines", "assignments", "operations", "registers", "known_accounts")
APPEND_ONLY = ("registers", "ledger_lines", "reconciliations")

GUARDS = """
create function keep_operation() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - 'account_number' is distinct from to_jsonb(old) - 'account_number' then
        raise exception 'what a bank has written does not change';
    end if;
    return new;
end $$;

create function keep_assignment() returns trigger language plpgsql as $$
begin
    if old.released_at is not null or
        to_jsonb(new) - '{released_at,released_by,release_reason}'::text[]
        is distinct from to_jsonb(old) - '{released_at,released_by,release_reason}'::text[] then
        raise exception 'an assignment is only ever released, once';
    end if;
    return new;
end $$;

create trigger keep_operation before update on operations for each row execute function keep_operation();
create trigger keep_assignment before update on assignments for each row execute function keep_assignment();
create trigger no_delete before delete on operations for each row execute function refuse_change();
create trigger no_delete before delete on assignments for each row execute function refuse_change();
create trigger no_delete before delete on payments for each row execute function refuse_change();
"""


def _moment(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _identity() -> "sa.Column[object]":
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "known_accounts",
        _text("number"),
        sa.Column("open", sa.Boolean(), nullable=False),
        _whole("version"),
        sa.PrimaryKeyConstraint("number", name="pk_known_accounts"),
    )
    op.create_table(
        "registers",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("sha256"),
        _text("file_name"),
        _text("profile"),
        _text("channel"),
        _moment("imported_at"),
        _text("imported_by"),
        _whole("rows"),
        _whole("repeated_rows"),
        _whole("total_kopecks"),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        _text("document"),
        sa.PrimaryKeyConstraint("id", name="pk_registers"),
        sa.UniqueConstraint("sha256", name="uq_registers_sha256"),
    )
    op.create_index("ix_registers_imported_at", "registers", ["imported_at"])
    op.create_table(
        "operations",
        _identity(),
        sa.Column("register_id", sa.Uuid(), nullable=False),
        _whole("line"),
        _text("kind"),
        _text("channel"),
        _text("operation"),
        sa.Column("paid_on", sa.Date(), nullable=False),
        _whole("amount_kopecks"),
        _whole("fee_kopecks"),
        _text("written_account"),
        _text("payer"),
        _text("order_ref"),
        _text("account_number", nullable=True),
        sa.CheckConstraint("kind in ('credits', 'orders')", name="ck_operations_kind"),
        sa.CheckConstraint("kind = 'orders' or amount_kopecks > 0", name="ck_operations_amount"),
        sa.ForeignKeyConstraint(["register_id"], ["registers.id"], name="fk_operations_register_id"),
        sa.PrimaryKeyConstraint("id", name="pk_operations"),
        sa.UniqueConstraint("channel", "operation", name="uq_operations_channel_operation"),
    )
    op.create_index("ix_operations_register_id", "operations", ["register_id"])
    unmatched = sa.text("kind = 'credits' and account_number is null")
    op.create_index("ix_operations_unmatched", "operations", ["id"], postgresql_where=unmatched)
    op.create_index("ix_operations_orders", "operations", ["paid_on"], postgresql_where=sa.text("kind = 'orders'"))
    op.create_table(
        "assignments",
        _identity(),
        _whole("operation_id"),
        _whole("nth"),
        _text("reference"),
        _text("account_number"),
        _moment("made_at"),
        _text("made_by"),
        _text("reason"),
        _moment("released_at", nullable=True),
        _text("released_by", nullable=True),
        _text("release_reason", nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name="fk_assignments_operation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("operation_id", "nth", name="uq_assignments_operation_id_nth"),
    )
    op.execute(
        "create index ix_operations_order_ref on operations using gin (string_to_array(order_ref, ' ')) "
        "where kind = 'orders'"
    )
    live = sa.text("released_at is null")
    op.create_index("uq_assignments_live", "assignments", ["operation_id"], unique=True, postgresql_where=live)
    op.create_table(
        "ledger_lines",
        _text("source"),
        _text("reference"),
        _text("account_number"),
        _whole("amount_kopecks"),
        _text("period"),
        _moment("occurred_at"),
        _moment("heard_at"),
        sa.PrimaryKeyConstraint("source", "reference", name="pk_ledger_lines"),
    )
    op.create_table(
        "reconciliations",
        _identity(),
        sa.Column("day", sa.Date(), nullable=False),
        _moment("made_at"),
        _text("made_by"),
        _whole("differences"),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliations"),
    )
    op.create_index("ix_reconciliations_day_id", "reconciliations", ["day", "id"])
    op.create_index("ix_payments_paid_at", "payments", ["paid_at"], postgresql_where=sa.text("paid_at is not null"))
    op.execute(GUARDS)
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )


def downgrade() -> None:
    op.drop_index("ix_payments_paid_at", "payments")
    op.execute("drop trigger no_delete on payments")
    for table in TABLES:
        op.drop_table(table)
    op.execute("drop function keep_operation(), keep_assignment()")
