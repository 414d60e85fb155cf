"""Appeals, their messages and files, and the kinds with their terms."""

import sqlalchemy as sa
from alembic import op

from chassis.database.migrations import create_mechanism, drop_mechanism

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
ONLY_ADDED = ("messages", "files", "file_contents")

# Terms: verification of a meter 10 days (ПП 354, п. 31 «е(2)»), quality 3 working days (п. 31 «к»), money back 10 days
# (ЗоЗПП, ст. 31), personal data 10 working days (152-ФЗ, ст. 20); the rest is the supplier's own promise.
KINDS = (
    ("charge", "Начисления и счёт", 10, True, 1),
    ("meter", "Показания и прибор учёта", 10, False, 2),
    ("payment", "Оплата и возврат денег", 10, False, 3),
    ("quality", "Качество электроснабжения", 3, True, 4),
    ("personal_data", "Персональные данные", 10, True, 5),
    ("portal", "Работа Личного кабинета", 10, True, 6),
    ("other", "Другое", 30, False, 7),
)


def upgrade() -> None:
    create_mechanism(op.get_bind())
    kinds = op.create_table(
        "appeal_kinds",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("days between 1 and 366", name="ck_appeal_kinds_days"),
        sa.PrimaryKeyConstraint("kind", name="pk_appeal_kinds"),
    )
    names = ("kind", "title", "days", "working", "place")
    op.bulk_insert(kinds, [dict(zip(names, row, strict=True)) for row in KINDS])
    op.create_table(
        "appeals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('registered', 'in_work', 'answered', 'reopened', 'closed')", name="ck_appeals_state"
        ),
        sa.CheckConstraint("rating between 1 and 5", name="ck_appeals_rating"),
        sa.ForeignKeyConstraint(["kind"], ["appeal_kinds.kind"], name="fk_appeals_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("seq", name="uq_appeals_seq"),
    )
    op.create_index("ix_appeals_account_number_registered_at", "appeals", ["account_number", "registered_at"])
    waiting = sa.text("state in ('registered', 'in_work', 'reopened')")
    op.create_index("ix_appeals_waiting", "appeals", ["due_on", "seq"], postgresql_where=waiting)
    op.create_index("ix_appeals_answered_at", "appeals", ["answered_at"], postgresql_where=sa.text("state = 'answered'"))
    _conversation()
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as "
        "$$ begin raise exception 'rows of % are only ever added', tg_table_name; end $$"
    )
    for table in ONLY_ADDED:
        op.execute(
            f"create trigger only_added before update or delete on {table} "
            "for each statement execute function refuse_change()"
        )


def _conversation() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("author in ('customer', 'supplier')", name="ck_messages_author"),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name="fk_messages_appeal_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_appeal_id", "messages", ["appeal_id"])
    op.create_table(
        "files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_files_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_message_id", "files", ["message_id"])
    op.create_table(
        "file_contents",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(content) between 1 and 2097152", name="ck_file_contents_size"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_file_contents_file_id"),
        sa.PrimaryKeyConstraint("file_id", name="pk_file_contents"),
    )
    # Pictures and documents are compressed already.
    op.execute("alter table file_contents alter column content set storage external")


def downgrade() -> None:
    for table in ("file_contents", "files", "messages", "appeals", "appeal_kinds"):
        op.drop_table(table)
    op.execute("drop function refuse_change()")
    drop_mechanism(op.get_bind())
