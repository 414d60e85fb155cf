"""What a bank can reply, in our words. Amounts are kopecks, moments are UTC. No number of any bank's protocol is here:
an adapter translates its own codes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class OrderStatus(StrEnum):
    """What the bank says of an order."""

    REGISTERED = "registered"
    HELD = "held"
    DEPOSITED = "deposited"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    CHALLENGED = "challenged"
    """The customer is being authenticated (3-D Secure)."""
    DECLINED = "declined"
    """The last attempt; another one may follow while the order is open."""
    OTHER = "other"
    """A status that the protocol has and we have no use for: nothing is decided by it."""


class Closed(StrEnum):
    """Why an unpaid order can be paid no more."""

    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    SESSION_EXPIRED = "session_expired"


@dataclass(frozen=True, slots=True)
class Registered:
    """The order exists; the customer pays it at `page_url`."""

    bank_order_id: str
    page_url: str
    sbp_link: str | None = None
    """Where the order may also be paid by QR code: what the code holds."""


@dataclass(frozen=True, slots=True)
class SbpQr:
    """The code of an order that was registered before."""

    link: str


@dataclass(frozen=True, slots=True)
class Done:
    """The bank has carried the request out."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The bank has understood the request and says no: nothing was done."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection was made, so the bank cannot have done anything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The request may or may not have been carried out: a time-out, HTML, HTTP 5xx, cut JSON, a system error."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderUnknown:
    """The bank has no such order (or will not tell us of it)."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """The status of an order. `deposited` and `refunded` are None where the installation does not send them;
    `refund_keys` likewise: our keys of the refunds that the bank has made."""

    order_number: str
    bank_order_id: str | None
    status: OrderStatus
    amount: int
    in_rubles: bool
    currency: str = ""
    """As the bank writes it, for staff."""
    closed: Closed | None = None
    action_code: int = 0
    """The bank's own reason of the last attempt, for staff: nothing is decided by it."""
    deposited: int | None = None
    refunded: int | None = None
    refund_keys: frozenset[str] | None = None
    card_masked: str | None = None
    approval_code: str | None = None
    paid_at: datetime | None = None
    description: str = ""

    @property
    def kept(self) -> int | None:
        """What of the customer's money the shop has now; None while the reply does not tell."""
        if self.status == OrderStatus.REVERSED:
            return 0
        if self.deposited is not None:
            return self.deposited - (self.refunded or 0)
        return self.amount if self.status == OrderStatus.DEPOSITED else None


RECEIPT_MADE = 3
"""`FiscalReceipt.status` of a receipt that is ready."""


@dataclass(frozen=True, slots=True)
class FiscalReceipt:
    """A receipt of the cash register (54-ФЗ). `url` and `document`, its number, are there when it is made."""

    id: str
    kind: str
    """sell or sell_refund."""
    status: int
    """1 waiting, 2 sent, 3 made, 4 to 6 failed, 0 not named; stored so, whatever numbers a bank has."""
    url: str | None = None
    document: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipts:
    """Every fiscal receipt of an order."""

    receipts: tuple[FiscalReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Callback:
    """What a callback says of itself; it is a hint and moves no money."""

    authentic: bool
    """False when a key is configured and the signature does not fit."""
    order_number: str
    bank_order_id: str
    outcome: Literal["paid", "failed"] | None
    """The end that it reports, None for anything in between."""


ClearReply = OrderState | OrderUnknown
SbpAnswer = SbpQr | Refused | NotSent | Unclear
RegisterAnswer = Registered | Refused | NotSent | Unclear
CommandAnswer = Done | Refused | NotSent | Unclear
ReceiptsAnswer = Receipts | NotSent | Unclear
StateAnswer = ClearReply | NotSent | Unclear
