"""What each account gets of an order; a refund names the part that it gives back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

# The former release writes no parts: its order is one part, made when its transaction ends, and what goes back of it
# goes back of the part. Whoever has written the parts is held to their sum.
GUARDS = """
create function keep_part() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.id, new.payment_id, new.nth, new.account_number, new.amount_kopecks, new.readings)
        is distinct from (old.id, old.payment_id, old.nth, old.account_number, old.amount_kopecks, old.readings) then
        raise exception 'account, sum and readings of a payment do not change';
    end if;
    return new;
end $$;

create trigger keep_part before update or delete on payment_parts for each row execute function keep_part();

create function payment_has_parts() returns trigger language plpgsql as $$
begin
    if new.account_number is not null then
        insert into payment_parts (id, payment_id, nth, account_number, address, amount_kopecks, readings)
        values (new.id, new.id, 1, new.account_number, new.address, new.amount_kopecks, new.readings)
        on conflict do nothing;
    end if;
    if (select sum(amount_kopecks) from payment_parts where payment_id = new.id) is distinct from new.amount_kopecks then
        raise exception 'the parts of payment % do not make its sum', new.id;
    end if;
    return null;
end $$;

create function part_goes_back() returns trigger language plpgsql as $$
begin
    update payment_parts set returned_kopecks = new.returned_kopecks where payment_id = new.id;
    return null;
end $$;

create trigger part_goes_back after update of returned_kopecks on payments
    for each row when (new.account_number is not null) execute function part_goes_back();

create constraint trigger payment_has_parts after insert on payments deferrable initially deferred
    for each row execute function payment_has_parts();
"""


def upgrade() -> None:
    op.create_table(
        "payment_parts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("readings", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("returned_kopecks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount_kopecks > 0", name="ck_payment_parts_amount_positive"),
        sa.CheckConstraint(
            "returned_kopecks between 0 and amount_kopecks", name="ck_payment_parts_returned_within_amount"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_payment_parts_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_parts"),
        sa.UniqueConstraint("payment_id", "nth", name="uq_payment_parts_payment_id_nth"),
        sa.UniqueConstraint("payment_id", "account_number", name="uq_payment_parts_payment_id_account_number"),
    )
    op.create_index("ix_payment_parts_account_number", "payment_parts", ["account_number", "payment_id"])
    op.add_column("refunds", sa.Column("part", sa.BigInteger(), server_default="1", nullable=True))
    op.add_column("refunds", sa.Column("share_of", sa.Uuid(), nullable=True))
    # An order of several parts stands under no account: the former release, which would credit one with the whole,
    # stops over it instead.
    op.execute("alter table payments alter column account_number drop not null, alter column address drop not null")
    op.execute(GUARDS)


def downgrade() -> None:
    op.execute("drop trigger payment_has_parts on payments")
    op.execute("drop trigger part_goes_back on payments")
    op.drop_column("refunds", "share_of")
    op.drop_column("refunds", "part")
    op.drop_table("payment_parts")
    op.execute("drop function payment_has_parts(), part_goes_back(), keep_part()")
