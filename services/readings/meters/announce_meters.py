"""Publishes what customers must do about their meters: notifications reminds of readings and of verification."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events import outbox
from chassis.events.changes import ChangeQueue, drain
from chassis.service.bindings import Call
from contracts.readings import MeterNow, MetersChanged

_QUEUE = ChangeQueue("meters_to_announce", "account_number", "meter_version")
"""Triggers on the meters fill it."""

_METERS = text(
    """
    select a.number, coalesce(bool_or(not m.smart), false), min(m.verification_due)
    from unnest(cast(:numbers as text[])) as a (number)
    left join meters m on m.account_number = a.number and m.removed_on is null and not m.void
    group by 1 order by 1
    """
)


def announce_meters(call: Call[None]) -> None:
    """Announce the meters of accounts, until the queue is empty."""
    drain(call.database, _announce)


def _announce(session: Session) -> bool:
    changed = _QUEUE.take(session)
    if changed is None:
        return False
    meters = [
        MeterNow(account_number=number, read_by_people=by_people, verification_due=due)
        for number, by_people, due in session.execute(_METERS, {"numbers": changed.names})
    ]
    outbox.add(session, MetersChanged(meters=meters, version=changed.version), subject=changed.names[0])
    return True
