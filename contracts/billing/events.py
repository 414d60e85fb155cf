"""The events that billing publishes."""

from typing import ClassVar

from contracts.bill import Method
from contracts.wire import AccountNumber, Day, Event, Identifier, Instant, Kopecks, Message, Period, Zone


class AccountState(Message):
    number: AccountNumber
    open: bool
    closed_on: Day | None = None
    """The day on which it closed or will close."""


class AccountsChanged(Event):
    """Accounts opened or closed, up to 500 an event; auth and readings keep copies of what they ask."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.accounts_changed.v1"
    accounts: list[AccountState]
    version: int
    """Grows with each import."""


class UsedReading(Message):
    """A reading that a bill uses; the other readings of the period were not used."""

    meter_serial: str
    zone: Zone
    value: int
    taken_on: Day


class BillPublished(Event):
    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.bill_published.v1"
    account_number: AccountNumber
    period: Period
    revision: int
    total_kopecks: Kopecks
    due_on: Day
    method: Method
    readings: list[UsedReading]
    published_at: Instant
    paper: bool = True
    """Whether it is to be delivered on paper, too."""


class LedgerLine(Message):
    """Money in the ledger, once for (source, reference); taken back from the account it is negative."""

    source: str
    """payment, refund, or channel:NAME; `released:` in front of a channel for what was taken back."""
    reference: str
    """The payment's, the refund's or the operation's own number."""
    account_number: AccountNumber
    amount_kopecks: Kopecks
    period: Period
    """The bill that it enters."""
    occurred_at: Instant


class LedgerPosted(Event):
    """Ledger entries of money that were posted; payments reconciles its orders and bank statements with them."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.ledger_posted.v1"
    lines: list[LedgerLine]


class RestrictionNoticeIssued(Event):
    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.restriction_notice_issued.v1"
    account_number: AccountNumber
    debt_kopecks: Kopecks
    issued_on: Day
    deadline: Day


class DebtNow(Message):
    account_number: AccountNumber
    due_kopecks: Kopecks
    """Unpaid for energy, 0 when nothing is due."""


class DebtsChanged(Event):
    """Current debts of accounts whose ledger has new entries, up to 500 accounts an event."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.debts_changed.v1"
    debts: list[DebtNow]
    version: int
    """Grows with each event; consumers ignore an event with a smaller version than they have."""


class OwnerChanged(Event):
    """The account is another person's from a day on; auth ends the access of everybody who had it before."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.owner_changed.v1"
    account_number: AccountNumber
    since: Day
    changed_at: Instant
    """When it was recorded: cabinets that the account was added to before it lose the account."""


class BillingSupplyChecked(Event):
    """Whether billing accepts its files of a package that readings takes part in, too."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.supply_checked.v1"
    package_id: Identifier
    accepted: bool
