"""printer: the bill form and the payment receipt as PDF and PNG; billing's own process for CPU-heavy work.

It reads published snapshots from billing's database (read only, the same role) and changes nothing, so both the
gateway and notifications may ask it for a bill by account and period.
"""

from typing import Annotated, Literal, Protocol

from pydantic import Field

from contracts.bill import SupplierBlock
from contracts.methods import account, allows, refuses, staff
from contracts.payments.parts import MOST_PARTS, PartRequest
from contracts.wire import (
    AccountNumber,
    Count,
    Day,
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
    parts: list[PartRequest] = Field(default=[], max_length=MOST_PARTS)
    """Of a payment for several accounts: each gets a line, and account, address and readings above are of the first."""


class DebtNotice(Message):
    """What one notice of restriction tells (ПП 354, п. 119)."""

    account_number: AccountNumber
    full_name: str = Field(max_length=200)
    address: str = Field(max_length=500)
    debt_kopecks: PositiveKopecks


class NoticesPrint(Message):
    """Notices of one day in one file, each on a sheet of its own; terms are those of the rules on that day."""

    notices: list[DebtNotice] = Field(min_length=1, max_length=500)
    sent_on: Day
    notice_days: Annotated[int, Field(ge=1, le=366)]
    """Days to pay after the delivery."""
    suspension_days: Annotated[int, Field(ge=1, le=366)]
    """Days from the restriction to the suspension."""
    supplier: SupplierBlock


class PrinterRpc(Protocol):
    @allows(account())
    @refuses("bill_not_found")
    def print_bill(self, request: BillPrint) -> Document: ...

    @allows(account())
    @refuses()
    def print_receipt(self, request: ReceiptPrint) -> Document: ...

    @allows(staff())
    @refuses()
    def print_notices(self, request: NoticesPrint) -> Document: ...
