"""A reading of a file that is taken back is a late fact with its own ground, whoever takes it back."""

from alembic import op

from services.billing.settlement.watching import unwatch, watch

revision = "0025"
down_revision = "0024"

_TAKEN_IN = "to_char(r.taken_on, 'YYYY-MM')"
# As the insertion of a reading: the last one of a meter or an account belongs to the month of its day.
_MONTH = f"""
    case when r.period > {_TAKEN_IN} and (
        exists (select from meters m where m.account_number = r.account_number and m.serial = r.serial
                and {_TAKEN_IN} in (to_char(m.removed_on, 'YYYY-MM'), to_char(m.failed_on, 'YYYY-MM'),
                                    to_char(m.installed_on, 'YYYY-MM')))
        or exists (select from accounts a where a.number = r.account_number
                   and to_char(a.closed_on, 'YYYY-MM') = {_TAKEN_IN})
    ) then {_TAKEN_IN} else r.period end
"""
_READ = "case when r.source = 'control' then 'control' else 'late_reading' end"


def upgrade() -> None:
    _watch(f"case when r.withdrawn then 'withdrawn_reading' else {_READ} end")


def downgrade() -> None:
    _watch(_READ)


def _watch(ground: str) -> None:
    unwatch(op.get_bind(), {"readings": ("update",)})
    watch(
        op.get_bind(),
        "readings",
        {"update": f"select r.account_number, {_MONTH}, {ground}, r.source from new_rows r"},
    )
