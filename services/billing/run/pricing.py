"""What readings would cost (B2): the run's own charge from where the account stands, and nothing is stored."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.bill import ChargeLine
from contracts.billing import Price, PriceBase, PriceRequest
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.ledger.models import ClosingBalance
from services.billing.rates.book import open_book
from services.billing.rules import charges
from services.billing.rules.charge.account_input import AccountInput, Register
from services.billing.rules.charge.asked import Shown, as_asked, shown_by_volumes
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import months_from, next_period, period_of
from services.billing.run.replays import billed_before
from services.billing.run.source import account_inputs
from services.billing.settings import BillingWork


def price_volumes(work: BillingWork, request: PriceRequest) -> Price:
    """Price readings, or kWh since the last actual ones, as the bill of the period will charge them.

    What bills have estimated since is taken off. Refusals "tariff_not_found" and "account_not_found".
    """
    account = known_account(work.session, request.account_number)
    book = open_book(work.session, request.period)
    present = _present(work.session, request.account_number, book)
    try:
        if present is None:
            return _of_volumes(account, request, book)
        values = [Shown(one.serial, one.zone, one.value, one.passed_zero) for one in request.readings]
        if not values:
            values = shown_by_volumes(present, {one.zone: one.volume for one in request.volumes})
        asked = as_asked(present, values, min(max(work.clock.today(), book.first), book.last))
        if not asked.readings:
            return _of_volumes(account, request, book)
        billed = billed_before(work.session, [account.number], book.period, Unreadable())
        asked = replace(asked, billed=billed.get(account.number, []))
        return _of_readings(asked, charge(asked, book))
    except BadInputError:
        raise Refusal("tariff_not_found", "Для этого лицевого счета нет тарифа на такой объём", "volumes") from None


def _present(session: Session, number: str, book: RateBook) -> AccountInput | None:
    """The account as its books are closed; None when they are not open, or the account is not."""
    last = select(ClosingBalance.period).where(ClosingBalance.account_number == number)
    closed = session.scalar(last.order_by(ClosingBalance.period.desc()).limit(1))
    if closed is None:
        return None
    first_open = next_period(closed)
    unreadable = Unreadable()
    alone = AccountRange(period=first_open, first=number, last=number)
    found = account_inputs(session, alone, unreadable).get(number)
    if found is None or unreadable:
        return None
    return replace(found, missed=found.missed + max(0, months_from(first_open, book.period)))


def _of_readings(asked: AccountInput, outcome: Outcome) -> Price:
    registers = [one for one in asked.registers if one.value is not None]
    read = [one.on for one in registers if one.on is not None]
    return Price(
        lines=list(_lines(outcome)),
        amount_kopecks=outcome.charged + outcome.recalculated,
        vat_kopecks=outcome.vat + outcome.recalculated_vat,
        estimated_kwh=sum(one.estimated for one in registers),
        since=period_of(min(read)) if read else None,
        base=[_base(one) for one in registers],
    )


def _base(register: Register) -> PriceBase:
    return PriceBase(
        serial=register.serial,
        zone=register.zone,  # type: ignore[arg-type]
        value=register.value or 0,
        taken_on=register.on,
        estimated_kwh=register.estimated,
    )


def _lines(outcome: Outcome) -> Iterator[ChargeLine]:
    for line in (*outcome.recalculations, *outcome.lines):
        yield ChargeLine(
            zone=line["zone"],  # type: ignore[arg-type]
            tier=line["tier"],
            method=line["method"],
            volume=line["volume"],
            price_kopecks=line["price_kopecks"],
            amount_kopecks=line["amount_kopecks"],
            excess_kopecks=line["excess_kopecks"],
        )


def _of_volumes(account: Account, request: PriceRequest, book: RateBook) -> Price:
    """The price of kWh of an account whose books are not open yet."""
    volumes = {one.zone: one.volume for one in request.volumes}
    if not volumes:
        return Price(lines=[], amount_kopecks=0, vat_kopecks=0)
    found = charges.price(volumes, book.tariff(account.tariff_group, account.heating), book.policy.vat_rate)  # type: ignore[arg-type]
    return Price(
        lines=[
            ChargeLine(
                zone=line.zone,  # type: ignore[arg-type]
                tier=line.tier,
                method=line.method,
                volume=line.volume,
                price_kopecks=line.price,
                amount_kopecks=line.amount,
                excess_kopecks=line.excess,
            )
            for line in found.lines
        ],
        amount_kopecks=found.amount,
        vat_kopecks=found.vat,
    )
