"""What the bank can say, in our words. Amounts are kopecks, moments are UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class OrderStatus(IntEnum):
    """orderStatus of the protocol; a number that is not here means "not final"."""

    REGISTERED = 0
    HELD = 1
    DEPOSITED = 2
    REVERSED = 3
    REFUNDED = 4
    CHALLENGED = 5
    DECLINED = 6


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


@dataclass(frozen=True, slots=True)
class OrderState:
    """getOrderStatusExtended.do. `deposited` and `refunded` are None where the installation does not send them;
    `refund_keys` likewise: our keys of the refunds that the bank has made."""

    order_number: str
    bank_order_id: str | None
    status: int
    action_code: int
    amount: int
    currency: str
    deposited: int | None = None
    refunded: int | None = None
    refund_keys: frozenset[str] | None = None
    card_masked: str | None = None
    approval_code: str | None = None
    paid_at: datetime | None = None
    description: str = ""

    @property
    def kept(self) -> int | None:
        """What of the customer's money the shop has now; None while the answer does not tell."""
        if self.status == OrderStatus.REVERSED:
            return 0
        if self.deposited is not None:
            return self.deposited - (self.refunded or 0)
        return self.amount if self.status == OrderStatus.DEPOSITED else None


@dataclass(frozen=True, slots=True)
class FiscalReceipt:
    """A receipt of the cash register (54-ФЗ). `url` and `document`, its number, are there when it is made."""

    id: str
    kind: str
    """sell or sell_refund."""
    status: int
    """receiptStatus: 1 waiting, 2 sent, 3 made, 4 to 6 failed, 0 not told."""
    url: str | None = None
    document: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipts:
    """getReceiptStatus: every receipt of an order."""

    receipts: tuple[FiscalReceipt, ...] = ()


SbpAnswer = SbpQr | Refused | NotSent | Unclear
RegisterAnswer = Registered | Refused | NotSent | Unclear
CommandAnswer = Done | Refused | NotSent | Unclear
ReceiptsAnswer = Receipts | NotSent | Unclear
StateAnswer = OrderState | OrderUnknown | NotSent | Unclear
