"""Tell what people must do about their meters: notifications reminds of readings and of verification."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database.sessions import Database
from chassis.events import outbox
from contracts.readings import MeterNow, MetersChanged

BATCH = 500
"""Rows of the queue that one transaction takes, and so accounts that one event has at most."""

# Triggers on the meters fill the queue. The version is drawn between taking the rows and reading the meters: whoever
# draws a greater one reads at least as new a state.
_TAKEN = text(
    """
    delete from meters_to_announce where id in (
        select id from meters_to_announce order by id limit :batch for update skip locked
    ) returning account_number
    """
)
_VERSION = text("select nextval('meter_version')")
_METERS = text(
    """
    select a.number, m.id is not null and not m.smart, m.verification_due
    from unnest(cast(:numbers as text[])) as a (number)
    left join meters m on m.account_number = a.number and m.removed_on is null
    order by 1
    """
)


def announce_meters(database: Database) -> None:
    """Until the queue is empty."""
    while True:
        with database.transaction() as session:
            if not _announce(session):
                return


def _announce(session: Session) -> bool:
    taken = sorted(set(session.scalars(_TAKEN, {"batch": BATCH})))
    if not taken:
        return False
    version = session.scalars(_VERSION).one()
    meters = [
        MeterNow(account_number=number, read_by_people=by_people, verification_due=due)
        for number, by_people, due in session.execute(_METERS, {"numbers": taken})
    ]
    outbox.add(session, MetersChanged(meters=meters, version=version), subject=taken[0])
    return True
