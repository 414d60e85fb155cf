"""Checks before publication: the period against the month before, the marked accounts, a bill's draft."""

from collections.abc import Iterator
from typing import get_args

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.billing import BillKey, Flag, RunRequest, RunRow, RunRowsQuery
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.files.sheets import csv_file, inert
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import known_shape
from gateway.staff.words import codes
from wording.money import plain_amount

blueprint = Blueprint("run_checks", __name__)
PAGE, BATCH = 50, 1000
FLAGS: tuple[Flag, ...] = get_args(Flag)
HEADINGS = (
    "Лицевой счёт", "Абонент", "Адрес", "Способ", "кВт·ч", "Начислено, руб.", "кВт·ч месяцем раньше",
    "Начислено месяцем раньше, руб.", "Обратить внимание",
)  # fmt: skip


@blueprint.get("/runs/<period>/preview")
@for_staff("billing.preview_run")
def preview(period: str) -> ResponseReturnValue:
    district = request.args.get("district") or None
    with refuse_invalid():
        found = ask(services().billing.preview_run, RunRequest(period=period, district=district))
    return render_template("staff/runs/preview.html", found=found, district=district)


@blueprint.get("/runs/<period>/marked")
@for_staff("billing.list_run_rows")
def marked(period: str) -> ResponseReturnValue:
    wanted = _wanted(period, request.args.get("after") or None, PAGE)
    found = ask(services().billing.list_run_rows, wanted)
    return render_template("staff/runs/marked.html", wanted=wanted, found=found, flags=FLAGS)


@blueprint.get("/runs/<period>/marked.csv")
@for_staff("billing.list_run_rows")
def marked_csv(period: str) -> ResponseReturnValue:
    """All marked accounts; UTF-8 with a mark and `;`, as spreadsheets of a Russian office open it."""
    return csv_file(f"run-{period}.csv", HEADINGS, (_cells(row) for row in _all_marked(period)))


@blueprint.get("/runs/<period>/drafts/<number>")
@for_staff("billing.preview_bill")
def draft(period: str, number: str) -> ResponseReturnValue:
    """A bill as it would be published now."""
    with refuse_invalid():
        wanted = BillKey(account_number=known_shape(number), period=period)
    return render_template("staff/runs/draft.html", bill=ask(services().billing.preview_bill, wanted))


def _wanted(period: str, after: str | None, limit: int) -> RunRowsQuery:
    with refuse_invalid():
        return RunRowsQuery(
            period=period,
            district=request.args.get("district") or None,
            flag=unvalidated(request.args.get("flag") or None),
            after=after,
            limit=limit,
        )


def _all_marked(period: str) -> Iterator[RunRow]:
    more, after = True, None
    while more:
        found = ask(services().billing.list_run_rows, _wanted(period, after, BATCH))
        yield from found.rows
        more, after = found.more, found.rows[-1].account_number if found.rows else None


def _cells(row: RunRow) -> tuple[str, ...]:
    return (
        row.account_number,
        inert(row.full_name),
        inert(row.address),
        codes.METHOD[row.method],
        str(row.volume),
        plain_amount(row.charged_kopecks),
        "" if row.previous_volume is None else str(row.previous_volume),
        "" if row.previous_kopecks is None else plain_amount(row.previous_kopecks),
        ", ".join(codes.EXCEPTION[flag] for flag in row.flags),
    )
