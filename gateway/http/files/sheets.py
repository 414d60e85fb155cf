"""CSV as Russian spreadsheet programs open it: UTF-8 with a byte order mark, separated by `;`."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from gateway.http.files.documents import disposition


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The download; texts that people typed go through `inert` first."""
    response = Response(csv_text(headings, rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(name)
    return response


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table without the mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def inert(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
