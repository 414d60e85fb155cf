"""Which of a person's accounts is the primary one: the paper bill may be refused for it alone (M4.2.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Billing learns of those who refused paper before it was told: of whoever has one account it is the primary one.
_REFUSED_BEFORE = """
    insert into outbox (id, source, type, subject, body, headers)
    select gen_random_uuid(), 'notifications', 'notifications.delivery_chosen.v1', a.account_number,
           json_build_object('account_number', a.account_number, 'email_bill', p.email_bill, 'paper_bill', false,
                             'chosen_at', now())::text, '{}'
    from people p
    join (select user_id, min(account_number) as account_number from persons_accounts where linked
          group by user_id having count(*) = 1) a on a.user_id = p.user_id
    where not p.paper_bill
"""


def upgrade() -> None:
    op.add_column("persons_accounts", sa.Column("primary", sa.Boolean(), nullable=True))
    op.execute(_REFUSED_BEFORE)


def downgrade() -> None:
    op.drop_column("persons_accounts", "primary")
