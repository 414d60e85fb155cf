"""A queue of accounts whose meter has changed; the table of meters fills it by itself."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("create sequence meter_version")
    op.execute(
        "create table meters_to_announce (id bigint generated always as identity primary key, account_number text not null)"
    )
    op.execute(
        """
        create function queue_meters() returns trigger language plpgsql as $$ begin
            insert into meters_to_announce (account_number) select distinct account_number from changed;
            return null;
        end $$
        """
    )
    for deed in ("insert", "update"):
        op.execute(
            f"create trigger queue_meters_{deed} after {deed} on meters referencing new table as changed "
            "for each statement execute function queue_meters()"
        )
    op.execute("insert into meters_to_announce (account_number) select distinct account_number from meters")


def downgrade() -> None:
    for deed in ("insert", "update"):
        op.execute(f"drop trigger queue_meters_{deed} on meters")
    op.execute("drop function queue_meters()")
    op.execute("drop table meters_to_announce")
    op.execute("drop sequence meter_version")
