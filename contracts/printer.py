"""printer: the bill form and the payment receipt as PDF and PNG; billing's own process for CPU-heavy work.

It reads published snapshots from billing's database (read only, the same role) and changes nothing, so both the
gateway and notifications may ask it for a bill by account and period.
"""

from typing import Literal, Protocol

from pydantic import Field

from contracts.bill import SupplierBlock
from contracts.methods import account, allows, refuses
from contracts.wire import (
    AccountNumber,
    Count,
    Document,
    Identifier,
    Instant,
    Message,
    Period,
    PositiveKopecks,
    Word,
    ZoneValue,
)


class BillPrint(Message):
    """The last revision when none is named. `large` is the large-print form (B11)."""

    account_number: AccountNumber
    period: Period
    revision: Count | None = None
    format: Literal["pdf", "png"] = "pdf"
    large: bool = False


class ReceiptPrint(Message):
    """Квитанция об оплате (M4.3.4); never titled «кассовый чек» (54-ФЗ)."""

    payment_id: Identifier
    account_number: AccountNumber
    address: str = Field(max_length=500)
    amount_kopecks: PositiveKopecks
    paid_at: Instant
    readings: list[ZoneValue] | None = Field(max_length=50)
    card_masked: Word | None
    approval_code: Word | None
    bank_order_id: Word | None
    supplier: SupplierBlock
    format: Literal["pdf", "png"] = "pdf"


class PrinterRpc(Protocol):
    @allows(account())
    @refuses("bill_not_found")
    def print_bill(self, request: BillPrint) -> Document: ...

    @allows(account())
    @refuses()
    def print_receipt(self, request: ReceiptPrint) -> Document: ...
