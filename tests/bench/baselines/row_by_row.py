"""A month's run as a plain SQLAlchemy loop: one account after another through the ORM, the same rules, no batches."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database.sessions import Database
from services.billing.accounts.models import Account
from services.billing.ledger.models import ClosingBalance
from services.billing.metering.models import Meter, Reading, WithdrawnReading
from services.billing.rates.book import open_book
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.model import Device, Home, Taken, register
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import previous_period
from services.billing.run.models import Result


def seconds_an_account(database: Database, period: str, sample: int) -> float:
    """Charge the first `sample` accounts, a transaction each; the drafts replace those of the run."""
    with database.transaction() as session:
        book = open_book(session, period)
        numbers = list(session.scalars(select(Account.number).order_by(Account.number).limit(sample)))
    begun = time.perf_counter()
    for number in numbers:
        with database.transaction() as session:
            _charge(session, number, book)
    return (time.perf_counter() - begun) / len(numbers)


def _charge(session: Session, number: str, book: RateBook) -> None:
    account = session.get_one(Account, number)
    standing = session.get_one(ClosingBalance, (number, previous_period(book.period)))
    meters = session.scalars(select(Meter).where(Meter.account_number == number).order_by(Meter.installed_on))
    withdrawn = set(session.scalars(select(WithdrawnReading.reading_id)))
    readings = session.scalars(
        select(Reading)
        .where(Reading.period == book.period, Reading.account_number == number)
        .order_by(Reading.taken_on, Reading.received_at)
    )
    outcome = charge(
        Home(
            account.number, account.rooms, account.persons, account.stove, account.tariff_group, account.heating,
            account.multiplier, account.opened_on, account.closed_on,
        ),
        [
            Device(m.serial, m.digits, m.zones, m.installed_on, m.removed_on, m.failed_on, m.verification_due)
            for m in meters
        ],
        [register(stored) for stored in standing.registers],
        standing.missed,
        [
            Taken(r.serial, r.zone, r.taken_on, r.value, r.source)
            for r in readings if r.reading_id not in withdrawn
        ],
        book,
    )  # fmt: skip
    session.merge(
        Result(
            period=book.period,
            account_number=number,
            method=outcome.method,
            volume=outcome.volume,
            charged_kopecks=outcome.charged,
            vat_kopecks=outcome.vat,
            settled_kwh=outcome.settled,
            outcome={
                "lines": outcome.lines,
                "meters": outcome.meters,
                "missed": outcome.missed,
                "registers": [one.dump() for one in outcome.registers],
            },
            flags=outcome.flags,
        )
    )
