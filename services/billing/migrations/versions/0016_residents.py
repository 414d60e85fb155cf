"""Persons registered from a day on, and days on which some of them were away (п. 86-91)."""

import sqlalchemy as sa
from alembic import op

from intake.migrating import add_staging, remove_staging

revision = "0016"
down_revision = "0015"

FILES = {"residents": "account_number from persons", "absences": "account_number from to persons ground"}


def upgrade() -> None:
    op.create_table(
        "residents",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("persons between 1 and 99", name=op.f("ck_residents_persons")),
        sa.PrimaryKeyConstraint("account_number", "since", name="pk_residents"),
    )
    op.create_table(
        "absences",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.CheckConstraint("until >= since and persons between 0 and 99", name=op.f("ck_absences_days")),
        sa.PrimaryKeyConstraint("account_number", "since", name="pk_absences"),
    )
    add_staging(op.get_bind(), FILES)


def downgrade() -> None:
    remove_staging(op.get_bind(), FILES)
    op.drop_table("absences")
    op.drop_table("residents")
