"""A queue of accounts whose debt has changed; the ledger fills it by itself, with whatever posts to it."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("create sequence debt_version")
    op.execute("create table debts_to_announce (id bigint generated always as identity primary key, account_number text not null)")
    op.execute(
        """
        create function queue_debts() returns trigger language plpgsql as $$ begin
            insert into debts_to_announce (account_number) select distinct account_number from posted;
            return null;
        end $$
        """
    )
    op.execute(
        "create trigger queue_debts after insert on ledger referencing new table as posted "
        "for each statement execute function queue_debts()"
    )
    op.execute("insert into debts_to_announce (account_number) select distinct account_number from ledger")


def downgrade() -> None:
    op.execute("drop trigger queue_debts on ledger")
    op.execute("drop function queue_debts()")
    op.execute("drop table debts_to_announce")
    op.execute("drop sequence debt_version")
