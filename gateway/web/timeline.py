"""The account's life in one list with a running balance (B4), on the page and as CSV or XLSX."""

import csv
import io

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from contracts.billing import TimelineEntry
from contracts.wire import Interval
from gateway.documents import disposition
from gateway.formats import MOSCOW, plain_amount
from gateway.identity import require_visitor, signed_in
from gateway.rpc import ask, services
from gateway.web import intervals
from gateway.web.choice import chosen_account
from gateway.workbook import workbook

blueprint = Blueprint("timeline", __name__)
HEADINGS = ("Дата", "Событие", "Сумма, руб.", "Долг (+) или переплата (-), руб.")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/timeline")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    entries = read(number, days)
    return render_template("history/timeline.html", number=number, days=days, entries=entries[::-1])


@blueprint.get("/timeline.csv")
@signed_in
def as_csv() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    return csv_file(number, read(number, days))


@blueprint.get("/timeline.xlsx")
@signed_in
def as_xlsx() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    response = Response(workbook(HEADINGS, _rows(read(number, days))), content_type=XLSX)
    response.headers["Content-Disposition"] = disposition(f"{number}.xlsx")
    return response


def read(number: str, days: intervals.Days) -> list[TimelineEntry]:
    """The entries of the interval, oldest first."""
    wanted = Interval(account_number=number, since=days.since, until=days.until)
    return ask(services().billing.get_timeline, wanted).entries


def csv_file(number: str, entries: list[TimelineEntry]) -> Response:
    """UTF-8 with a mark and `;`, so that a spreadsheet of a Russian office opens it as it is."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    for at, title, kopecks, balance in _rows(entries):
        writer.writerow((at, _inert(title), plain_amount(kopecks), plain_amount(balance)))
    response = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(f"{number}.csv")
    return response


def _inert(title: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{title}" if title.startswith(("=", "+", "-", "@", "\t")) else title


def _rows(entries: list[TimelineEntry]) -> list[tuple[str, str, int, int]]:
    return [(f"{e.at.astimezone(MOSCOW):%d.%m.%Y}", e.title, e.amount_kopecks, e.balance_kopecks) for e in entries]
