"""Reports over whole months: asked for, watched while they are made, read and taken away as files."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import get_args

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import FileWrapper

from chassis.errors import Refusal
from contracts.billing import Report, ReportKind, ReportPart, ReportRef, ReportRequest
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.charts.bars import Bars
from gateway.charts.columns import named
from gateway.http.files.documents import disposition
from gateway.http.files.sheets import csv_text
from gateway.http.files.workbook import xlsx_file
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import months_back, today
from gateway.staff.access.members import for_staff
from gateway.staff.access.names import learn
from gateway.staff.forms.confirmation import key
from gateway.staff.reports import cells
from gateway.staff.words import reports as words
from wording.dates import short_month
from wording.money import money

blueprint = Blueprint("reports", __name__)
KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
FIELDS = ("kind", "since", "until", "district", "nonce")
MONTHS = 37
SHOWN = 50
"""Rows of the page; files have all."""
MOST_IN_WORKBOOK = 100_000
MOST_IN_MEMORY = 8 * 1024 * 1024
AGES = ("present_month", "to_3_months", "to_6_months", "to_12_months", "to_3_years", "older")


@blueprint.get("/reports")
@for_staff("billing.list_reports")
def show() -> ResponseReturnValue:
    before = f"{months_back(today().replace(day=1), 1):%Y-%m}"
    return _page(Form({"kind": "turnover", "since": before, "until": before, "district": ""}, FIELDS))


@blueprint.post("/reports")
@for_staff("billing.start_report")
def start() -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = ReportRequest(
            kind=unvalidated(form["kind"]),
            since=form["since"],
            until=form["until"],
            district=form["district"].strip() or None,
            idempotency_key=key(form),
        )
        report = ask(services().billing.start_report, wanted)
        return redirect(url_for("staff.reports.one", report_id=report.report_id))
    return _page(form)


@blueprint.get("/reports/<report_id>")
@for_staff("billing.get_report")
def one(report_id: str) -> ResponseReturnValue:
    report = _known(report_id)
    learn([report.made_by])
    rows = list(_rows(report, 1)) if report.state == "made" else []
    return render_template(
        "staff/reports/report.html",
        report=report,
        rows=rows[:SHOWN],
        cells=cells,
        titles=words,
        chart=_chart(report, rows),
        workbook=report.rows <= MOST_IN_WORKBOOK,
    )


@blueprint.get("/reports/<report_id>.csv")
@for_staff("billing.get_report", "billing.list_report_rows")
def as_csv(report_id: str) -> ResponseReturnValue:
    """All rows, part by part, and the totals as the last line; a large file waits on the disk, not in memory."""
    report = _made(report_id)
    target = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - the response closes it
    target.writelines(_lines(report))
    target.seek(0)
    response = Response(FileWrapper(target), content_type="text/csv; charset=utf-8")
    response.call_on_close(target.close)
    response.headers["Content-Disposition"] = disposition(f"{_name(report)}.csv")
    return response


@blueprint.get("/reports/<report_id>.xlsx")
@for_staff("billing.get_report", "billing.list_report_rows")
def as_xlsx(report_id: str) -> ResponseReturnValue:
    report = _made(report_id)
    if report.rows > MOST_IN_WORKBOOK:
        raise Refusal("bad_request", "В таблице больше 100 000 строк: скачайте CSV или сделайте отчёт по району.")
    rows = [cells.as_cells(report.columns, row) for row in _rows(report)]
    total = [
        cells.as_cells([column], [report.totals[column.name]])[0] if column.summed else "" for column in report.columns
    ]
    total[0] = "Итого"
    return xlsx_file(f"{_name(report)}.xlsx", words.KIND[report.kind][:31], cells.headings(report), [*rows, total])


def _lines(report: Report) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + csv_text(cells.headings(report), []).encode()
    for number in range(report.parts):
        part = ask(services().billing.list_report_rows, ReportPart(report_id=report.report_id, number=number))
        yield _bare([cells.as_text(report.columns, row) for row in part.rows])
        if not part.more:
            break
    total = [
        cells.as_text([column], [report.totals[column.name]])[0] if column.summed else "" for column in report.columns
    ]
    yield _bare([["Итого", *total[1:]]])


def _bare(rows: list[list[str]]) -> bytes:
    """Lines without a header."""
    return csv_text(rows[0], rows[1:]).encode() if rows else b""


def _rows(report: Report, most_parts: int | None = None) -> Iterator[list[str | int]]:
    for number in range(min(report.parts, most_parts or report.parts)):
        part = ask(services().billing.list_report_rows, ReportPart(report_id=report.report_id, number=number))
        yield from part.rows
        if not part.more:
            return


def _known(report_id: str) -> Report:
    with refuse_invalid():
        return ask(services().billing.get_report, ReportRef(report_id=report_id))


def _made(report_id: str) -> Report:
    report = _known(report_id)
    if report.state != "made":
        raise Refusal("report_not_found", "Строк этого отчёта нет: он ещё готовится или сделан больше месяца назад.")
    return report


def _name(report: Report) -> str:
    period = report.since if report.since == report.until else f"{report.since}_{report.until}"
    return f"{report.kind}-{period}-{report.district or 'all'}"


def _chart(report: Report, rows: list[list[str | int]]) -> Bars | None:
    """Debts by age, and the share of charges that was paid by month: what people rather look at than read."""
    if report.kind == "ages" and report.totals:
        ages = [(words.COLUMN[name], report.totals.get(name, 0)) for name in AGES]
        return named([(title, kopecks // 100, f"{title}: {money(kopecks)}") for title, kopecks in ages], "₽")
    if report.kind != "collection":
        return None
    months: dict[str, tuple[int, int]] = {}
    for period, _, charged, paid in rows:
        was = months.get(str(period), (0, 0))
        months[str(period)] = (was[0] + int(charged), was[1] + int(paid))
    return named(
        [
            (
                short_month(period),
                paid * 100 // charged if charged > 0 else 0,
                f"{short_month(period)}: {cells.rate(paid, charged)}",
            )
            for period, (charged, paid) in sorted(months.items())
        ],
        "%",
    )


def _page(form: Form) -> ResponseReturnValue:
    found = ask(services().billing.list_reports, Nothing()).reports
    learn(one.made_by for one in found)
    first = today().replace(day=1)
    page = render_template(
        "staff/reports/reports.html",
        form=form,
        found=found,
        kinds=[(kind, words.KIND[kind]) for kind in KINDS],
        titles=words,
        months=[f"{months_back(first, back):%Y-%m}" for back in range(MONTHS)],
        making=any(one.state == "making" for one in found),
    )
    return page, form.status
