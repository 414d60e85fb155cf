"""A payment as its customer sees it, and the bank's callbacks about it."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.payments.parts import MOST_PARTS, PartRequest, PaymentPart, sum_of
from contracts.wire import (
    AccountNumber,
    Email,
    IdempotencyKey,
    Identifier,
    Instant,
    Kopecks,
    Message,
    OneEmail,
    Open,
    PositiveKopecks,
    ZoneValue,
)

State = Annotated[
    Literal[
        "draft",
        "registering",
        "awaiting_bank",
        "unknown",
        "paid",
        "declined",
        "cancelled",
        "expired",
        "manual_review",
        "refunded",
        "partly_refunded",
        "reversed",
    ],
    Open(),
]


Failure = Annotated[
    Literal[
        "funds",
        "limit",
        "card_expired",
        "card_data",
        "card_blocked",
        "not_confirmed",
        "issuer_silent",
        "refused",
        "unknown",
    ],
    Open(),
]
"""Why the bank has refused an attempt, in the categories that a payer can act upon."""

Concern = Annotated[Literal["chargeback", "contradiction", "unknown"], Open()]
"""Why a person must look at a payment that was paid."""


class PaymentRequest(Message):
    """Account, address, sum and readings are those of the first part; `further` are the other accounts that the same
    order pays. `readings` are checked already; None for an account without a meter (M4.1.4), and for a payment whose
    readings were refused and are looked at by the supplier."""

    account_number: AccountNumber
    address: str = Field(max_length=500)
    """Of the supplied object, printed on the receipt."""
    amount_kopecks: Kopecks
    """1 kopeck and up; the bank's own maximum is a setting and its refusal advises to pay in parts."""
    readings: list[ZoneValue] | None = Field(max_length=50)
    receipt_email: OneEmail | None
    idempotency_key: IdempotencyKey
    method: Literal["card", "sbp"] = "card"
    """`sbp`: by a QR code of the system of fast payments, where the settings allow it."""
    further: list[PartRequest] = Field(default=[], max_length=MOST_PARTS - 1)
    """Each account once."""

    @property
    def total_kopecks(self) -> int:
        """Of the order at the bank."""
        return self.amount_kopecks + sum_of(self.further)


class PaymentStarted(Message):
    """`payment_url` is the bank's page; None when the bank's answer is not known yet."""

    payment_id: Identifier
    state: State
    payment_url: str | None
    sbp_link: str | None = None
    """What the QR code holds and a phone opens; None: pay at `payment_url`."""


class PaymentRef(Message):
    payment_id: Identifier


class BankOrderRef(Message):
    """What the browser brings back from the bank: a reason to ask the bank, never proof."""

    bank_order_id: str = Field(max_length=64)


class Payment(Message):
    """`amount_kopecks` and `refunded_kopecks` are of all `parts` that the reader may see; account, address and readings
    repeat the first of them."""

    payment_id: Identifier
    """Shown to people as the payment's identification number."""
    account_number: AccountNumber
    address: str
    amount_kopecks: PositiveKopecks
    refunded_kopecks: Kopecks
    readings: list[ZoneValue] | None
    receipt_email: Email | None
    state: State
    status_text: str
    """«Платеж успешно выполнен» or the state's own words (M4.3.4)."""
    final: bool
    created_at: Instant
    paid_at: Instant | None
    payment_url: str | None
    """To go on paying while the bank's session lasts."""
    bank_order_id: str | None
    card_masked: str | None
    approval_code: str | None
    fiscal_receipt_url: str | None
    method: Literal["card", "sbp"] = "card"
    sbp_link: str | None = None
    """While it can be paid so."""
    pay_until: Instant | None = None
    """When the bank closes an order that waits for its payment."""
    failure: Failure | None = None
    """Why the bank has refused the last attempt of a payment that failed."""
    failure_text: str = ""
    """The same in words for its customer, with what to do about it."""
    concern: Concern | None = None
    """For staff: what they must look at in a payment that was paid; `settle_review` with `paid` ends it."""
    concern_detail: str = ""
    parts: list[PaymentPart] = Field(default=[])
    """Empty from a service that knows no parts: then the payment is the account's whole."""

    @property
    def by_account(self) -> list[PaymentPart]:
        """The parts, of which there is always one."""
        return self.parts or [
            PaymentPart(
                account_number=self.account_number,
                address=self.address,
                amount_kopecks=self.amount_kopecks,
                readings=self.readings,
                refunded_kopecks=self.refunded_kopecks,
            )
        ]

    def part_of(self, account_number: str) -> PaymentPart | None:
        """What the account gets of it; None when it gets nothing, or nothing that the reader may see."""
        return next((part for part in self.by_account if part.account_number == account_number), None)


class PaymentList(Message):
    payments: list[Payment]


class BankCallback(Message):
    """The bank's notification as received; stored raw, authenticated, then only a reason to ask the bank."""

    transport: Literal["get", "form", "json"]
    parameters: dict[str, str]
    raw: str = Field(max_length=8192)
    remote_ip: str = Field(max_length=64)


class CallbackStored(Message):
    authentic: bool


class PaymentLimits(Message):
    minimum_kopecks: int
    maximum_kopecks: int
    sbp: bool = False
    """Whether a payment may be made by QR code."""
