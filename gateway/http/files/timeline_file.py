"""The timeline (B4) as a table for a spreadsheet."""

from collections.abc import Sequence

from flask import Response

from gateway.backend.timeline import Row
from gateway.http.files import sheets
from gateway.http.files.workbook import rubles, xlsx_file
from wording.dates import short_day
from wording.money import plain_amount

HEADINGS = ("Дата", "Событие", "Сумма, руб.", "Долг (+) или переплата (-), руб.")


def csv_file(number: str, rows: Sequence[Row]) -> Response:
    return sheets.csv_file(f"{number}.csv", HEADINGS, written(rows))


def written(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The rows as texts for a spreadsheet."""
    return [
        (at, sheets.inert(title), *("" if kopecks is None else plain_amount(kopecks) for kopecks in sums))
        for at, title, *sums in _cells(rows)
    ]


def xlsx(number: str, rows: Sequence[Row]) -> Response:
    """The download as a workbook, sums as numbers."""
    cells = [
        (at, title, *("" if kopecks is None else rubles(kopecks) for kopecks in sums))
        for at, title, *sums in _cells(rows)
    ]
    return xlsx_file(f"{number}.xlsx", "Хронология", HEADINGS, cells)


def _cells(rows: Sequence[Row]) -> list[tuple[str, str, int | None, int | None]]:
    return [(short_day(row.at), row.title, row.kopecks, row.balance) for row in rows]
