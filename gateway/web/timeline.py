"""The account's life in one list with a running balance (B4): bills, money, corrections and readings.

On the page, as CSV and as XLSX.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from contracts.billing import TimelineEntry
from contracts.readings import ReadingLife
from contracts.wire import Interval
from gateway import sheets
from gateway.charts.line import Line, line
from gateway.formats import MOSCOW, local_day, period, plain_amount
from gateway.identity import require_visitor, signed_in
from gateway.rpc import Round, services
from gateway.web import intervals
from gateway.web.choice import chosen_account
from gateway.web.readings import SOURCES
from gateway.workbook import rubles, xlsx_file
from gateway.zones import in_words

blueprint = Blueprint("timeline", __name__)
HEADINGS = ("Дата", "Событие", "Сумма, руб.", "Долг (+) или переплата (-), руб.")


@dataclass(frozen=True, slots=True)
class Row:
    """A movement of money with the balance after it, or a reading, which moves none."""

    at: datetime
    kind: str
    title: str
    kopecks: int | None = None
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Oldest first; `readings_missing`: the service of readings is silent and they are left out."""

    rows: list[Row]
    readings_missing: bool


@blueprint.get("/timeline")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    story = read(number, days)
    return render_template(
        "history/timeline.html",
        number=number,
        days=days,
        rows=story.rows[::-1],
        drawing=balance_line(story.rows),
        missing=story.readings_missing,
    )


@blueprint.get("/timeline.csv")
@signed_in
def as_csv() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    return csv_file(number, read(number, days).rows)


@blueprint.get("/timeline.xlsx")
@signed_in
def as_xlsx() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    rows = [
        (at, title, *("" if kopecks is None else rubles(kopecks) for kopecks in sums))
        for at, title, *sums in _cells(read(number, days).rows)
    ]
    return xlsx_file(f"{number}.xlsx", "Хронология", HEADINGS, rows)


def read(number: str, days: intervals.Days) -> Story:
    """What billing and readings tell of the interval, in one order."""
    wanted = Interval(account_number=number, since=days.since, until=days.until)
    with Round() as ask:
        money = ask(services().billing.get_timeline, wanted)
        readings = ask(services().readings.list_readings, wanted)
    told = readings.or_none.readings if readings.or_none else []
    rows = movements(money.value.entries) + [_reading(one) for one in told]
    return Story(sorted(rows, key=lambda row: row.at), readings.missing)


def movements(entries: Sequence[TimelineEntry]) -> list[Row]:
    """What billing told, as rows."""
    return [Row(one.at, one.kind, one.title, one.amount_kopecks, one.balance_kopecks) for one in entries]


def _reading(one: ReadingLife) -> Row:
    said = f"Показания {in_words(one.values)}, {SOURCES[one.source]}"
    used = f"{said}: в счёте за {period(one.used_in or one.period)}" if one.used else said
    return Row(one.received_at, "reading", f"{said}: не учтены" if one.used is False else used)


def balance_line(rows: Sequence[Row]) -> Line | None:
    """The balance as steps from the first movement to the last event."""
    points = [(local_day(row.at), row.balance) for row in rows if row.balance is not None]
    if points and rows:
        points.append((local_day(rows[-1].at), points[-1][1]))
    return line(points, stepped=True)


def csv_file(number: str, rows: Sequence[Row]) -> Response:
    return sheets.csv_file(f"{number}.csv", HEADINGS, written(rows))


def written(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The rows as texts for a spreadsheet."""
    return [
        (at, sheets.inert(title), *("" if kopecks is None else plain_amount(kopecks) for kopecks in sums))
        for at, title, *sums in _cells(rows)
    ]


def _cells(rows: Sequence[Row]) -> list[tuple[str, str, int | None, int | None]]:
    return [(f"{row.at.astimezone(MOSCOW):%d.%m.%Y}", row.title, row.kopecks, row.balance) for row in rows]
