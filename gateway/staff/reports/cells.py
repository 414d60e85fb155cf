"""A row of a report for the page, for CSV and for a workbook."""

from collections.abc import Sequence
from decimal import Decimal

from contracts.billing import Report, ReportColumn
from gateway.http.files.sheets import inert
from gateway.http.files.workbook import Cell, rubles
from gateway.staff.words.reports import COLUMN, WHAT
from wording.accounts import account
from wording.dates import month
from wording.money import money, plain_amount
from wording.numbers import grouped

Value = str | int


def headings(report: Report) -> list[str]:
    """The titles of the columns."""
    return [COLUMN[column.name] for column in report.columns]


def shown(column: ReportColumn, value: Value) -> str:
    """As the page shows it."""
    if column.unit == "kopecks":
        return money(int(value))
    if column.unit in ("kwh", "count"):
        return grouped(int(value))
    if column.unit == "month":
        return month(str(value))
    return account(str(value)) if column.unit == "account" else WHAT.get(str(value), str(value))


def as_text(columns: Sequence[ReportColumn], row: Sequence[Value]) -> list[str]:
    """As CSV has it: roubles with a comma, which spreadsheets read as a number."""
    return [_text(column, value) for column, value in zip(columns, row, strict=True)]


def as_cells(columns: Sequence[ReportColumn], row: Sequence[Value]) -> list[Cell]:
    """As a workbook has it."""
    return [_cell(column, value) for column, value in zip(columns, row, strict=True)]


def rate(part: int, of: int) -> str:
    """What share was paid, in percent with one decimal; a dash when nothing was charged."""
    if of <= 0:
        return "—"
    return f"{(Decimal(part * 100) / of).quantize(Decimal('0.1'))}".replace(".", ",") + " %"


def _text(column: ReportColumn, value: Value) -> str:
    if column.unit == "kopecks":
        return plain_amount(int(value))
    return inert(WHAT.get(str(value), str(value))) if column.unit == "text" else str(value)


def _cell(column: ReportColumn, value: Value) -> Cell:
    if column.unit == "kopecks":
        return rubles(int(value))
    if column.unit in ("kwh", "count", "percent"):
        return int(value)
    return WHAT.get(str(value), str(value)) if column.unit == "text" else str(value)
