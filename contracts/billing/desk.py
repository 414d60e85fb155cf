"""Methods of the desk: runs, corrections, restriction notices, other debts, search."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.bill import ReferenceDebts
from contracts.billing.runs import Unbilled
from contracts.wire import (
    AccountNumber,
    Day,
    IdempotencyKey,
    Instant,
    Kopecks,
    Message,
    Open,
    Period,
    PositiveKopecks,
    Zone,
)


class RunRequest(Message):
    """`district` is the first three digits of the account number; None runs all."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")


class PublicationWish(RunRequest):
    """Asks a second person to publish a run that charges more than the caller may release."""

    idempotency_key: IdempotencyKey


class RunState(Message):
    """State of a billing run and what an accountant should check before publication."""

    period: Period
    state: Literal["absent", "running", "calculated", "publishing", "published"]
    accounts_total: int
    accounts_done: int
    volume: int
    charged_kopecks: Kopecks
    by_method: dict[str, int]
    exceptions: dict[str, int]
    penalty_kopecks: Kopecks = 0
    """Пени of the period, beside what is charged for energy."""
    recalculated_accounts: int = 0
    recalculated_kopecks: Kopecks = 0
    """What the run adds (+) or gives back (-) for earlier months, beside what is charged."""
    unbilled: list[Unbilled] = Field(default_factory=list)
    """Open accounts without a bill for an earlier month, at most a hundred."""
    unbilled_total: int = 0
    changed_since: int = 0
    """Accounts whose facts have changed since they were calculated: run again before you publish."""
    preliminary: bool = False
    """A look at a month that is not over: it cannot be published."""


class Correction(Message):
    """A correction with its ground (п. 69 «ж»); it enters the account's open bill.

    With `volume` it mends kWh of `month` in `zone`, and consumption and averages follow. `vat_rate` alone says at which
    rate the sum contains VAT; of kWh it is the month's own when none is given, of a sum without kWh there is none then.
    """

    account_number: AccountNumber
    amount_kopecks: Kopecks
    ground: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey
    volume: int = Field(default=0, ge=-1_000_000, le=1_000_000)
    """kWh, with the sign of the sum."""
    zone: Zone | None = None
    month: Period | None = None
    """The month that it mends."""
    vat_rate: int | None = Field(default=None, ge=0, le=100)


class CorrectionUndo(Message):
    """Takes a correction back by the opposite one, which is linked to it; once."""

    account_number: AccountNumber
    correction: str = Field(min_length=1, max_length=200)
    """`CorrectionLine.reference`."""
    idempotency_key: IdempotencyKey


class CorrectionLine(Message):
    """A correction as it stands in the ledger."""

    reference: str
    posted_at: Instant
    period: Period
    """The bill that it enters."""
    amount_kopecks: Kopecks
    ground: str
    volume: int
    zone: Zone | None
    month: Period | None
    vat_rate: int | None
    vat_kopecks: Kopecks
    undoes: str | None
    """The correction that this one takes back."""
    undone_by: str | None


class CorrectionEffect(Message):
    """What a correction does: whose account it is, and the debt (+) or overpayment (-) before and after it."""

    account_number: AccountNumber
    full_name: str
    before_kopecks: Kopecks
    after_kopecks: Kopecks
    period: Period
    """The bill that it enters."""
    vat_rate: int | None
    vat_kopecks: Kopecks
    correction: CorrectionLine | None
    """None while it is only looked at."""
    above_kopecks: Kopecks | None = None
    """What the caller may do alone, when this is more: a second person has to approve."""


class CorrectionList(Message):
    corrections: list[CorrectionLine]
    """The newest first."""


class OtherDebts(Message):
    """Penalty, court, duty and restriction costs of an account, as the accounting system states them."""

    account_number: AccountNumber
    debts: ReferenceDebts


class NoticeRequest(Message):
    account_number: AccountNumber
    delivered_on: Day
    channel: str = Field(min_length=2, max_length=60)
    idempotency_key: IdempotencyKey


class ChannelCredit(Message):
    """Money that came through another channel (S3); `operation` is unique per channel."""

    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    paid_on: Day
    channel: str = Field(min_length=2, max_length=60)
    operation: str = Field(min_length=1, max_length=100)


class AccountQuery(Message):
    """Staff search by number, name, address and by the numbers of meters, bills and ГИС ЖКХ."""

    text: str = Field(min_length=2, max_length=100)
    after: str | None = Field(default=None, max_length=10)
    """`AccountsFound.next` of the page before; the last number seen goes on with what does not begin as typed."""


class AccountFound(Message):
    account_number: AccountNumber
    full_name: str
    address: str
    due_kopecks: Kopecks


class NumberedThing(Message):
    """What has the number that was typed, and whose it is. `period` is the month of a bill or document."""

    kind: Annotated[Literal["meter", "bill", "unified_account", "document", "unknown"], Open()]
    account_number: AccountNumber
    full_name: str
    address: str
    number: str
    period: Period | None = None


class AccountsFound(Message):
    """Those whose number or surname begins as typed come first."""

    accounts: list[AccountFound]
    more: bool
    next: str | None = None
    """Where the next page begins."""
    numbered: list[NumberedThing] = Field(default=[])
    """With the first page."""
