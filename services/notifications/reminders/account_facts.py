"""Copies of what accounts still have to do; a waiting reminder of something done is withdrawn."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import BillPublished, DebtsChanged
from contracts.readings import MetersChanged, ReadingRecorded, ReadingWithdrawn
from services.notifications.letters.queue import withdraw_waiting
from services.notifications.work import NotificationsWork

KEPT_DAYS = 92
"""Nobody is reminded of older periods; a loaded history of years is not copied."""
_SENT_BY_PEOPLE = ("payment", "without_payment", "bank", "control", "imported")

_METERS = text(
    """
    insert into account_facts (account_number, metered, verification_due, meter_version, due_kopecks, debt_version,
                               bill_revision)
    select number, metered, due, :version, 0, -1, 0
    from unnest(cast(:numbers as text[]), cast(:metered as boolean[]), cast(:due as date[])) as m (number, metered, due)
    on conflict (account_number) do update
    set metered = excluded.metered, verification_due = excluded.verification_due, meter_version = excluded.meter_version
    where account_facts.meter_version < excluded.meter_version
    returning account_number, verification_due
    """
)
_DEBTS = text(
    """
    insert into account_facts (account_number, metered, meter_version, due_kopecks, debt_version, bill_revision)
    select number, false, -1, kopecks, :version, 0
    from unnest(cast(:numbers as text[]), cast(:kopecks as bigint[])) as d (number, kopecks)
    on conflict (account_number) do update
    set due_kopecks = excluded.due_kopecks, debt_version = excluded.debt_version
    where account_facts.debt_version < excluded.debt_version
    returning account_number, due_kopecks
    """
)
_BILL = text(
    """
    insert into account_facts (account_number, metered, meter_version, due_kopecks, debt_version, bill_period,
                               bill_revision, bill_due_on)
    values (:number, false, -1, 0, -1, :period, :revision, :due_on)
    on conflict (account_number) do update
    set bill_period = excluded.bill_period, bill_revision = excluded.bill_revision, bill_due_on = excluded.bill_due_on
    where account_facts.bill_period is null
       or (account_facts.bill_period, account_facts.bill_revision) < (excluded.bill_period, excluded.bill_revision)
    """
)
_RECORDED = text(
    """
    insert into heard_readings (reading_id, account_number, period, withdrawn) values (:id, :number, :period, false)
    on conflict (reading_id) do update set period = excluded.period
    """
)
_WITHDRAWN = text(
    """
    insert into heard_readings (reading_id, account_number, period, withdrawn) values (:id, :number, null, true)
    on conflict (reading_id) do update set withdrawn = true
    """
)


def copy_meters(work: NotificationsWork, event: MetersChanged) -> None:
    changed = work.session.execute(
        _METERS,
        {
            "version": event.version,
            "numbers": [one.account_number for one in event.meters],
            "metered": [one.read_by_people for one in event.meters],
            "due": [one.verification_due for one in event.meters],
        },
    )
    for number, due in changed:
        withdraw_waiting(work.session, "reminder_verification", [number], but=f":{due}:")


def copy_debts(work: NotificationsWork, event: DebtsChanged) -> None:
    changed = work.session.execute(
        _DEBTS,
        {
            "version": event.version,
            "numbers": [one.account_number for one in event.debts],
            "kopecks": [one.due_kopecks for one in event.debts],
        },
    )
    _withdraw(work.session, "reminder_due", [number for number, kopecks in changed if not kopecks])


def copy_bill(work: NotificationsWork, event: BillPublished) -> None:
    work.session.execute(
        _BILL,
        {
            "number": event.account_number,
            "period": event.period,
            "revision": event.revision,
            "due_on": event.due_on,
        },
    )


def copy_reading(work: NotificationsWork, event: ReadingRecorded) -> None:
    """Copy a reading that a person sent, unless it is of a period of which nobody is reminded any more."""
    session, today = work.session, work.clock.today()
    if event.source not in _SENT_BY_PEOPLE or event.period < f"{today - timedelta(days=KEPT_DAYS):%Y-%m}":
        return
    number = event.account_number
    session.execute(_RECORDED, {"id": event.reading_id, "number": number, "period": event.period})
    withdraw_waiting(session, "reminder_readings", [number], only=f":{event.period}:")


def copy_withdrawal(work: NotificationsWork, event: ReadingWithdrawn) -> None:
    work.session.execute(_WITHDRAWN, {"id": event.reading_id, "number": event.account_number})


def forget_readings(session: Session, today: date) -> None:
    """Delete copies of readings of periods of which nobody is reminded any more."""
    oldest = f"{today - timedelta(days=KEPT_DAYS):%Y-%m}"
    session.execute(text("delete from heard_readings where period < :oldest"), {"oldest": oldest})


def _withdraw(session: Session, kind: str, numbers: Sequence[str]) -> None:
    if numbers:
        withdraw_waiting(session, kind, numbers)
