"""Bills on paper: who gets them, and the printing of a month's in postal order."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Day, Instant, Kopecks, Message, Period


class PaperBill(Message):
    """One published bill, of its last revision, for whoever prints or delivers it."""

    account_number: AccountNumber
    full_name: str
    address: str
    period: Period
    revision: int
    total_kopecks: Kopecks
    due_on: Day


class PaperQuery(Message):
    """By account number; keyset paging by the last number seen."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    after: AccountNumber | None = None
    limit: int = Field(default=500, ge=1, le=1000)


class PaperBills(Message):
    bills: list[PaperBill]
    more: bool


class PrintJob(Message):
    """A month's paper bills, cut into parts in postal order; `services.billing.printer print-bills` works them."""

    period: Period
    state: Literal["absent", "printing", "printed"]
    bills_total: int
    bills_done: int
    parts_total: int
    parts_done: int
    started_at: Instant | None
    finished_at: Instant | None
    files: list[str]
    """Names of the finished files, in their order."""
