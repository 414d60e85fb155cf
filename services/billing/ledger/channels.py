"""Credits of other channels (S3): once per operation, taken back by entries of their own."""

import logging
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy.dialects.postgresql import insert

from contracts.registers import CreditReceived, CreditReleased
from services.billing.accounts.days import believable_fact
from services.billing.ledger.models import Entry, News
from services.billing.ledger.posting import Fact, post
from services.billing.settings import BillingWork
from wording.moscow import MOSCOW, moscow_day

log = logging.getLogger(__name__)

RELEASED = "released:"


class CreditContradicts(Exception):
    """The operation stands in the ledger with another account or sum: a person has to look."""


def channel_credit(channel: str, operation: str, account_number: str, kopecks: int, paid_on: date) -> Fact:
    """The fact that a channel's operation is, whoever tells it: accountants, an import, or a register."""
    source = f"channel:{channel}"
    noon = datetime.combine(paid_on, time(12), MOSCOW)
    return Fact(
        source=source,
        reference=operation,
        account_number=account_number,
        kind="credit",
        amount=-kopecks,
        occurred_at=noon,
        day=paid_on,
        title=channel,
    )


def credit_operation(work: BillingWork, event: CreditReceived) -> Entry:
    """Credit an operation once. It is reported back even when the supplier's own import has posted it before.

    The money is the customer's whatever the statement's day is: one that cannot be (1926, 2062) is replaced by today,
    and the entry and the log say so.
    """
    number, kopecks = event.account_number, event.amount_kopecks
    counted_on = believable_fact(work.session, work.clock.today(), event.paid_on)
    fact = channel_credit(event.channel, event.operation, number, kopecks, counted_on)
    if counted_on != event.paid_on:
        fact = replace(fact, title=f"{event.channel} (день в выписке: {event.paid_on:%d.%m.%Y})")
        log.warning("credit of an impossible day %s is counted today", event.paid_on, extra={"account_number": number})
    entry = post(work.session, fact)
    if (entry.account_number, -entry.amount_kopecks) != (number, kopecks):
        raise CreditContradicts(f"{event.channel} {event.operation}")
    again = insert(News).values(source=entry.source, source_ref=entry.source_ref)
    work.session.execute(again.on_conflict_do_nothing())
    return entry


def release_operation(work: BillingWork, event: CreditReleased) -> Entry:
    """The opposite entry of a credit that went to a wrong account; the credit itself stays in the ledger."""
    return post(
        work.session,
        Fact(
            source=f"{RELEASED}channel:{event.channel}",
            reference=event.operation,
            account_number=event.account_number,
            kind="refund",
            amount=event.amount_kopecks,
            occurred_at=event.released_at,
            day=moscow_day(event.released_at),
            title=f"ошибочное зачисление снято ({event.channel})",
            origin=event.operation,
        ),
    )
