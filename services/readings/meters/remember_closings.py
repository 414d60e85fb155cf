"""Keeps the days on which accounts close: after them no readings are taken, and the last ones count for their month."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from chassis.service.bindings import Work
from contracts.billing import AccountsChanged
from services.readings.models import AccountClosing

# The last readings of a closing account would else be for a month that has no bill any more.
_BELONG = text(
    """
    update readings r set period = to_char(c.closed_on, 'YYYY-MM')
    from meters m join account_closings c using (account_number)
    where m.id = r.meter_id and c.account_number = any (:numbers)
      and r.taken_on <= c.closed_on and r.period > to_char(c.closed_on, 'YYYY-MM')
    """
)


def remember_closings(work: Work[None], event: AccountsChanged) -> None:
    """The newest version stands, in whatever order they come."""
    rows = [
        {"account_number": one.number, "closed_on": one.closed_on, "version": event.version} for one in event.accounts
    ]
    row = insert(AccountClosing).values(rows)
    work.session.execute(
        row.on_conflict_do_update(
            index_elements=[AccountClosing.account_number],
            set_={"closed_on": row.excluded.closed_on, "version": row.excluded.version},
            where=row.excluded.version > AccountClosing.version,
        )
    )
    work.session.execute(_BELONG, {"numbers": [one.number for one in event.accounts if one.closed_on]})
