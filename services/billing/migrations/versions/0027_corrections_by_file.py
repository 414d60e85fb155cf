"""Corrections by file: the staging table of corrections.csv."""

from alembic import op

from intake.migrating import add_staging, remove_staging

revision = "0027"
down_revision = "0026"

FILES = {"corrections": "account_number number amount_kopecks ground volume zone month vat_rate undoes"}


def upgrade() -> None:
    add_staging(op.get_bind(), FILES)


def downgrade() -> None:
    remove_staging(op.get_bind(), FILES)
