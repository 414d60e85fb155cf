"""Money that goes back: overpayments returned by application, payments moved to the account they were meant for."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Day, IdempotencyKey, Identifier, Instant, Kopecks, Message, PositiveKopecks

PayoutState = Literal["requested", "approved", "paid", "refused"]


class PayoutRequest(Message):
    """An order to return an overpayment to a bank account, by the customer's application (ГК ст. 1102)."""

    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    recipient: str = Field(min_length=2, max_length=160)
    bank_account: str = Field(pattern=r"^\d{20}$")
    bik: str = Field(pattern=r"^\d{9}$")
    bank_name: str = Field(min_length=2, max_length=160)
    application: str = Field(min_length=3, max_length=200)
    """Number and day of the application."""
    idempotency_key: IdempotencyKey


class PayoutRef(Message):
    payout_id: Identifier


class PayoutPaid(Message):
    """The bank has executed the order."""

    payout_id: Identifier
    paid_on: Day
    order_number: str = Field(min_length=1, max_length=60)
    """Of the payment order (платёжное поручение)."""


class PayoutRefused(Message):
    payout_id: Identifier
    reason: str = Field(min_length=5, max_length=300)


class Payout(Message):
    payout_id: Identifier
    account_number: AccountNumber
    full_name: str
    amount_kopecks: PositiveKopecks
    recipient: str
    bank_account: str
    bik: str
    bank_name: str
    application: str
    state: PayoutState
    requested_by: str
    requested_at: Instant
    approved_by: str
    """Another person than who requested it; empty until then."""
    approved_at: Instant | None
    paid_on: Day | None
    order_number: str
    reason: str
    """Of a refusal."""


class PayoutsQuery(Message):
    """The newest first; keyset paging by the last order seen."""

    state: PayoutState | None = None
    account_number: AccountNumber | None = None
    after: Identifier | None = None


class Payouts(Message):
    payouts: list[Payout]
    more: bool


class PayoutExport(Message):
    """Asks for the approved orders; `district` is the first three digits of the account number, None all."""

    district: str | None = Field(default=None, pattern=r"^\d{3}$")


class PayoutFile(Message):
    """The approved orders that are to be paid, for the bank's client."""

    name: str
    content: str
    """CSV in UTF-8: payout, account_number, recipient, bank_account, bik, bank_name, amount_rubles, purpose."""
    count: int


class PaymentTransfer(Message):
    """Moves a payment, whole, to the account that it was meant for: taken back from one, credited to the other."""

    account_number: AccountNumber
    credit: Identifier
    """`Credit.id` of a payment of this account."""
    to_account: AccountNumber
    ground: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class TransferSide(Message):
    account_number: AccountNumber
    full_name: str
    before_kopecks: Kopecks
    """The debt (+) or overpayment (-) before."""
    after_kopecks: Kopecks


class TransferDone(Message):
    amount_kopecks: PositiveKopecks
    paid_on: Day
    taken: TransferSide
    given: TransferSide
