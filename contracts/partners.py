"""Events that partners may consume: ours, narrowed to what a partner needs (152-ФЗ, data minimisation).

Each model is a selection of the fields of the event `OF`, so that a partner's event is that event's JSON with all else
left out: no names, postal or e-mail addresses, cards or user ids. An account number is personal data still: a partner
is given only the events that their contract with the supplier names. Versions grow as those of our own events do.
"""

from typing import ClassVar

from contracts import billing, payments, readings
from contracts.wire import AccountNumber, Day, Event, Identifier, Instant, Kopecks, Period, PositiveKopecks, ZoneValue


class PartnerEvent(Event):
    """An event of the partner channel; `NAME` is how the supplier's people call it when they give access."""

    SOURCE: ClassVar[str] = "partners"
    NAME: ClassVar[str]
    OF: ClassVar[type[Event]]
    """The event from which it is made."""


class BillPublished(PartnerEvent):
    """A bill was published, for a firm that delivers paper bills. A higher revision replaces a lower one."""

    NAME: ClassVar = "bill_published"
    TYPE: ClassVar = "partners.bill_published.v1"
    OF: ClassVar = billing.BillPublished
    account_number: AccountNumber
    period: Period
    revision: int
    total_kopecks: Kopecks
    due_on: Day
    published_at: Instant


class RestrictionNoticeIssued(PartnerEvent):
    """A notice of the coming restriction was issued, for the network company that will carry it out."""

    NAME: ClassVar = "restriction_notice_issued"
    TYPE: ClassVar = "partners.restriction_notice_issued.v1"
    OF: ClassVar = billing.RestrictionNoticeIssued
    account_number: AccountNumber
    debt_kopecks: Kopecks
    issued_on: Day
    deadline: Day


class ReadingRecorded(PartnerEvent):
    """A valid reading was recorded, for the network company, which measures too."""

    NAME: ClassVar = "reading_recorded"
    TYPE: ClassVar = "partners.reading_recorded.v1"
    OF: ClassVar = readings.ReadingRecorded
    reading_id: Identifier
    account_number: AccountNumber
    meter_serial: str
    taken_on: Day
    source: readings.Source
    period: Period
    values: list[ZoneValue]
    through_bank: bool = False
    """A payer gave it with a payment in a bank; its `source` is `payment`, too."""


class ReadingWithdrawn(PartnerEvent):
    """A reading that was published before does not count."""

    NAME: ClassVar = "reading_withdrawn"
    TYPE: ClassVar = "partners.reading_withdrawn.v1"
    OF: ClassVar = readings.ReadingWithdrawn
    reading_id: Identifier
    account_number: AccountNumber


class PaymentSucceeded(PartnerEvent):
    """Money came to an account through the portal, for whoever collects debts or keeps books for the supplier. One
    payment for several accounts is told once for each, under one `payment_id`."""

    NAME: ClassVar = "payment_succeeded"
    TYPE: ClassVar = "partners.payment_succeeded.v1"
    OF: ClassVar = payments.PaymentSucceeded
    payment_id: Identifier
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    paid_at: Instant
    credit_id: str = ""
    """Of this account's money in the payment; empty: the payment is the account's whole."""


class PaymentRefunded(PartnerEvent):
    """Money of a payment went back to the card."""

    NAME: ClassVar = "payment_refunded"
    TYPE: ClassVar = "partners.payment_refunded.v1"
    OF: ClassVar = payments.PaymentRefunded
    payment_id: Identifier
    refund_id: Identifier
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    refunded_at: Instant
    credit_id: str = ""
    """Of the money that it takes back, as `payment_succeeded` has named it."""


OFFERED: dict[str, type[PartnerEvent]] = {
    event.NAME: event
    for event in (
        BillPublished,
        RestrictionNoticeIssued,
        ReadingRecorded,
        ReadingWithdrawn,
        PaymentSucceeded,
        PaymentRefunded,
    )
}
"""By name. An event that is not here cannot be given to a partner."""
