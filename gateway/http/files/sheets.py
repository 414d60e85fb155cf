"""CSV as Russian spreadsheet programs open it: UTF-8 with a byte order mark, separated by `;`."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

from gateway.http.files.documents import disposition

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Of what spreadsheets take for a formula; some take wide signs, too."""
_NUMBER = re.compile(r"[-+]?\d[\d \N{NO-BREAK SPACE}]{0,30}(?:[.,]\d{1,10})?")


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The download; no cell of it is a formula."""
    response = Response(csv_text(headings, rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(name)
    return response


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table without the mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([cell if _NUMBER.fullmatch(cell) else inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def inert(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
