"""Records of the audit trail and conversations that are past the term of limitation may be deleted."""

from alembic import op

from chassis.database.migrations import keep_all_audit, let_old_go

revision = "0006"
down_revision = "0005"

OLDER = "now() - interval '3 years'"
# A file is as old as the message that it came with.
MOMENTS = {
    "messages": "old.at",
    "files": "(select at from messages where id = old.message_id)",
    "file_contents": "(select m.at from messages m join files f on f.message_id = m.id where f.id = old.file_id)",
}


def upgrade() -> None:
    let_old_go(op.get_bind(), "audit", "at", "audit_append_only")
    for table, moment in MOMENTS.items():
        op.execute(
            f"create function keep_{table}() returns trigger language plpgsql as $$ begin "
            f"if tg_op = 'DELETE' and {moment} < {OLDER} then return old; end if; "
            "raise exception 'rows of % are only ever added', tg_table_name; end $$"
        )
        op.execute(f"drop trigger only_added on {table}")
        op.execute(
            f"create trigger only_added before update or delete on {table} "
            f"for each row execute function keep_{table}()"
        )


def downgrade() -> None:
    for table in MOMENTS:
        op.execute(f"drop trigger only_added on {table}")
        op.execute(f"drop function keep_{table}()")
        op.execute(
            f"create trigger only_added before update or delete on {table} "
            "for each statement execute function refuse_change()"
        )
    keep_all_audit(op.get_bind())
