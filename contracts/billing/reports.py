"""Reports of an accountant over whole months: made in the background, kept, taken away as files."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.wire import Count, IdempotencyKey, Identifier, Instant, Message, Open, Period

ReportKind = Literal["turnover", "charges", "receipts", "ages", "collection", "vat", "money_back", "debtors"]
"""Оборотно-сальдовая ведомость; начисления; поступления по каналам; задолженность по срокам; собираемость; НДС;
возвраты и корректировки; должники с адресами, для приставов и сетевой организации."""

ReportUnit = Annotated[
    Literal["text", "day", "month", "account", "kopecks", "kwh", "count", "percent", "unknown"], Open()
]


class ReportRequest(Message):
    """Months from `since` to `until`, both included, as the ledger assigns entries to bills: a closed month is done."""

    kind: ReportKind
    since: Period
    until: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    idempotency_key: IdempotencyKey


class ReportRef(Message):
    report_id: Identifier


class ReportColumn(Message):
    name: str
    unit: ReportUnit
    summed: bool
    """Whether `totals` has it."""


class DistrictTotals(Message):
    district: str
    office: str
    """Empty when the district has none."""
    totals: dict[str, int]


class Report(Message):
    """A report and how far it is. Sums are kopecks and kWh."""

    report_id: Identifier
    kind: ReportKind
    since: Period
    until: Period
    district: str | None
    state: Annotated[Literal["making", "made", "dropped", "unknown"], Open()]
    """`dropped`: its rows were deleted after a month; totals and checksum stay."""
    made_by: str
    asked_at: Instant
    made_at: Instant | None
    parts: Count
    parts_done: Count
    rows: int
    columns: list[ReportColumn]
    totals: dict[str, int]
    districts: list[DistrictTotals]
    closed: bool
    """All its months are closed: made again, it says the same."""
    checksum: str
    """SHA-256 of numbers and sums, in the order of the rows; empty until it is made."""
    differs_from: str = ""
    """The checksum that the same closed months had before, when it was another one: something is wrong then."""


class ReportList(Message):
    reports: list[Report]
    """The newest first; at most fifty."""


class ReportPart(Message):
    report_id: Identifier
    number: Count


class ReportRows(Message):
    rows: list[list[str | int]]
    """In the order of the columns."""
    more: bool
