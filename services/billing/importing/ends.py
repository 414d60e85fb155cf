"""Days on which a load ends a meter or an account, or no longer does: the readings around them change their month."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_METERS = """
    select s.account_number, unnest(array[m.removed_on, s.removed_on::date, m.failed_on, s.failed_on::date])
    from staging_meters s join meters m on (m.account_number, m.serial, m.installed_on)
        = (s.account_number, s.serial, s.installed_on::date)
    where (m.removed_on, m.failed_on) is distinct from (s.removed_on::date, s.failed_on::date)
"""
_ACCOUNTS = """
    select s.account_number, unnest(array[a.closed_on, s.closed_on::date])
    from staging_accounts s join accounts a on a.number = s.account_number
    where a.closed_on is distinct from s.closed_on::date
"""


def changed_ends(session: Session, names: set[str]) -> list[tuple[str, date]]:
    """(account, day) of each end that comes or goes with the staged files; ask before they are taken over."""
    queries = [query for name, query in (("meters", _METERS), ("accounts", _ACCOUNTS)) if name in names]
    found = [tuple(row) for query in queries for row in session.execute(text(query))]
    return [(number, day) for number, day in found if day is not None]
