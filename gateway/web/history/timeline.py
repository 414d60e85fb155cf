"""The account's life in one list with a running balance (B4), on the page, as CSV and as XLSX."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gateway.backend.timeline import Row, read_timeline
from gateway.charts.line import Line, line
from gateway.http.files import timeline_file
from gateway.http.forms import intervals
from gateway.http.forms.choice import chosen_account
from gateway.http.identity.guards import require_visitor, signed_in
from wording.moscow import moscow_day

blueprint = Blueprint("timeline", __name__)


@blueprint.get("/timeline")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    timeline = read_timeline(number, days.since, days.until)
    return render_template(
        "history/timeline.html",
        number=number,
        days=days,
        rows=timeline.rows[::-1],
        drawing=balance_line(timeline.rows),
        missing=timeline.readings_missing,
    )


@blueprint.get("/timeline.csv")
@signed_in
def as_csv() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    return timeline_file.csv_file(number, read_timeline(number, days.since, days.until).rows)


@blueprint.get("/timeline.xlsx")
@signed_in
def as_xlsx() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    return timeline_file.xlsx(number, read_timeline(number, days.since, days.until).rows)


def balance_line(rows: Sequence[Row]) -> Line | None:
    """The balance as steps from the first movement to the last event."""
    points = [(moscow_day(row.at), row.balance) for row in rows if row.balance is not None]
    if points and rows:
        points.append((moscow_day(rows[-1].at), points[-1][1]))
    return line(points, stepped=True)
