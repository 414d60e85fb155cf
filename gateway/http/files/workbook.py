"""A table as an XLSX file."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from flask import Response

from gateway.http.files.documents import disposition

Cell = str | int | Decimal
"""A text, a count, or money in rubles."""
WIDTH, WIDEST = 12, 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_file(name: str, sheet_name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as an answer to be saved under that name."""
    response = Response(workbook(sheet_name, headings, rows), content_type=XLSX)
    response.headers["Content-Disposition"] = disposition(name)
    return response


def rubles(kopecks: int) -> Decimal:
    """A cell of money."""
    return Decimal(kopecks) / 100


def workbook(sheet_name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Columns as wide as what stands in them; a text never becomes a formula."""
    target, widths = io.BytesIO(), [max(WIDTH, len(heading) + 2) for heading in headings]
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(sheet_name)
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "# ##0.00"})
        sheet.write_row(0, 0, headings, bold)
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(index, column, cell)
                else:
                    sheet.write_number(index, column, cell, money if isinstance(cell, Decimal) else None)
                widths[column] = min(WIDEST, max(widths[column], len(str(cell)) + 2))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
    return target.getvalue()
