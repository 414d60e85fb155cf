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


class RefusalReason(StrEnum):
    """Why the last attempt to pay was refused, in the categories that a payer can act upon."""

    FUNDS = "funds"
    LIMIT = "limit"
    CARD_EXPIRED = "card_expired"
    CARD_DATA = "card_data"
    CARD_BLOCKED = "card_blocked"
    NOT_CONFIRMED = "not_confirmed"
    """The payer was not authenticated (3-D Secure)."""
    ISSUER_SILENT = "issuer_silent"
    REFUSED = "refused"
    """By the issuer or the network, who give no reason that a payer may know."""


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
class PerhapsRefused:
    """The bank says no by a code that it also has for its own failures: its status of the order decides."""

    code: int
    message: str

    def refused(self) -> Refused:
        """What it was when the status shows that nothing has happened."""
        return Refused(self.code, self.message)


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


@dataclass(frozen=True, slots=True)
class ReturnOperation:
    """One movement of money back to the payer, as the bank lists it."""

    kopecks: int
    key: str | None = None
    """The shop's key of the refund; None where the installation does not tell it, and for what the bank did itself."""
    reversal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """The status of an order. `deposited`, `refunded` and `returns` are None where the installation does not send
    them; `returned.py` makes one number of the three."""

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
    refusal: RefusalReason | None = None
    """The same for the payer."""
    deposited: int | None = None
    """What was taken, before or after returns: installations differ."""
    refunded: int | None = None
    returns: tuple[ReturnOperation, ...] | None = None
    chargeback: bool = False
    """The payer has claimed the money back through the card's issuer."""
    card_masked: str | None = None
    approval_code: str | None = None
    paid_at: datetime | None = None
    description: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    """Additional parameters of the order, name and value: a payer's readings may be among them."""


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
CommandAnswer = Done | Refused | PerhapsRefused | NotSent | Unclear
ReceiptsAnswer = Receipts | NotSent | Unclear
StateAnswer = ClearReply | NotSent | Unclear
