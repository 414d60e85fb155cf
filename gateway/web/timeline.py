"""The account's life in one list with a running balance (B4), on the page and as CSV or XLSX."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from contracts.billing import TimelineEntry
from contracts.wire import Interval
from gateway import sheets
from gateway.formats import MOSCOW, plain_amount
from gateway.identity import require_visitor, signed_in
from gateway.rpc import ask, services
from gateway.web import intervals
from gateway.web.choice import chosen_account
from gateway.workbook import rubles, xlsx_file

blueprint = Blueprint("timeline", __name__)
HEADINGS = ("Дата", "Событие", "Сумма, руб.", "Долг (+) или переплата (-), руб.")


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
    rows = [(at, title, rubles(kopecks), rubles(left)) for at, title, kopecks, left in _rows(read(number, days))]
    return xlsx_file(f"{number}.xlsx", "Хронология", HEADINGS, rows)


def read(number: str, days: intervals.Days) -> list[TimelineEntry]:
    """The entries of the interval, oldest first."""
    wanted = Interval(account_number=number, since=days.since, until=days.until)
    return ask(services().billing.get_timeline, wanted).entries


def csv_file(number: str, entries: list[TimelineEntry]) -> Response:
    return sheets.csv_file(f"{number}.csv", HEADINGS, written(entries))


def written(entries: list[TimelineEntry]) -> list[tuple[str, str, str, str]]:
    """The rows as texts for a spreadsheet."""
    return [
        (at, sheets.inert(title), plain_amount(kopecks), plain_amount(left))
        for at, title, kopecks, left in _rows(entries)
    ]


def _rows(entries: list[TimelineEntry]) -> list[tuple[str, str, int, int]]:
    return [(f"{e.at.astimezone(MOSCOW):%d.%m.%Y}", e.title, e.amount_kopecks, e.balance_kopecks) for e in entries]
