"""A table as an XLSX file."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def workbook(headings: Sequence[str], rows: Iterable[tuple[str, str, int, int]]) -> bytes:
    """Two columns of text and two of money; a text never becomes a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Хронология")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "# ##0.00"})
        sheet.write_row(0, 0, headings, bold)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 3, 18)
        for index, (at, title, kopecks, balance) in enumerate(rows, start=1):
            sheet.write_string(index, 0, at)
            sheet.write_string(index, 1, title)
            sheet.write_number(index, 2, kopecks / 100, money)
            sheet.write_number(index, 3, balance / 100, money)
    return target.getvalue()
