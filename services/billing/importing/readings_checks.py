"""Readings against the meters that they name."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.importing.errors import LIMIT, Wrong

_FAULTS = """
    with known as (
        select account_number, serial, string_to_array(zones, '+') as zones, digits::int as digits from staging_meters
        union all
        select account_number, serial, zones, digits from meters m where not exists (
            select from staging_meters n where (n.account_number, n.serial) = (m.account_number, m.serial))
    )
    select s.line, case when k.serial is null then 'serial' when not s.zone = any (k.zones) then 'zone' else 'value' end
    from staging_readings s
    left join known k on (k.account_number, k.serial) = (s.account_number, s.serial)
    where k.serial is null or not s.zone = any (k.zones) or length(s.value) > k.digits
    order by s.line limit :limit
"""
_REMEDIES = {
    "serial": "no such meter of this account: add it to meters.csv",
    "zone": "the meter has no such zone: see `zones` in meters.csv",
    "value": "more digits than the meter has: give whole kWh as the meter shows them",
}


def faults(session: Session) -> list[Wrong]:
    """At most `LIMIT` readings that no known meter can have shown."""
    found = session.execute(text(_FAULTS), {"limit": LIMIT}).all()
    return [Wrong("readings.csv", line + 1, field, _REMEDIES[field]) for line, field in found]
