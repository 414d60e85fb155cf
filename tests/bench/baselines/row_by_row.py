"""A month's run as a plain SQLAlchemy loop: one account after another through the ORM, the same rules, no batches."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database.sessions import Database
from services.billing.accounts.models import Account
from services.billing.ledger.models import ClosingBalance
from services.billing.metering.models import Meter, Reading, WithdrawnReading
from services.billing.rates.book import open_book
from services.billing.rules.charge.account_input import AccountInput, Device, Home, PeriodReading, load_register
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import previous_period
from services.billing.run.models import Result
from services.billing.run.results import stored


def seconds_an_account(database: Database, period: str, sample: int) -> float:
    """Charge the first `sample` accounts, a transaction each; the drafts replace those of the run."""
    with database.transaction() as session:
        book = open_book(session, period)
        closed = select(ClosingBalance.account_number).where(ClosingBalance.period == previous_period(period))
        sampled = select(Account.number).where(Account.number.in_(closed)).order_by(Account.number).limit(sample)
        numbers = list(session.scalars(sampled))
    begun = time.perf_counter()
    for number in numbers:
        with database.transaction() as session:
            _charge(session, number, book)
    return (time.perf_counter() - begun) / len(numbers)


def _charge(session: Session, number: str, book: RateBook) -> None:
    account = session.get_one(Account, number)
    closing = session.get_one(ClosingBalance, (number, previous_period(book.period)))
    meters = session.scalars(select(Meter).where(Meter.account_number == number).order_by(Meter.installed_on))
    withdrawn = set(session.scalars(select(WithdrawnReading.reading_id)))
    readings = session.scalars(
        select(Reading)
        .where(Reading.period == book.period, Reading.account_number == number)
        .order_by(Reading.taken_on, Reading.received_at)
    )
    home = Home(
        number=account.number,
        rooms=account.rooms,
        persons=account.persons,
        stove=account.stove,
        group=account.tariff_group,
        heating=account.heating,
        multiplier=account.multiplier,
        opened_on=account.opened_on,
        closed_on=account.closed_on,
    )
    devices = [
        Device(
            serial=m.serial,
            digits=m.digits,
            zones=m.zones,
            installed_on=m.installed_on,
            removed_on=m.removed_on,
            failed_on=m.failed_on,
            verification_due=m.verification_due,
        )
        for m in meters
    ]
    taken = [
        PeriodReading(serial=r.serial, zone=r.zone, taken_on=r.taken_on, value=r.value, source=r.source)
        for r in readings
        if r.reading_id not in withdrawn
    ]
    registers = [load_register(stored) for stored in closing.registers]
    outcome = charge(
        AccountInput(home=home, missed=closing.missed, registers=registers, devices=devices, readings=taken), book
    )
    session.merge(
        Result(
            period=book.period,
            account_number=number,
            method=outcome.method,
            volume=outcome.volume,
            charged_kopecks=outcome.charged,
            vat_kopecks=outcome.vat,
            settled_kwh=outcome.settled,
            outcome=stored(outcome, None),
            flags=outcome.flags,
        )
    )
