"""A month's bills on paper: who gets one, and their printing in postal order."""

from collections.abc import Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import PaperBill, PaperQuery, RunRequest
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.files.sheets import csv_file, inert
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from wording import dates
from wording.money import plain_amount

blueprint = Blueprint("paper", __name__)
PAGE, BATCH = 50, 1000
HEADINGS = ("Лицевой счёт", "Абонент", "Адрес", "Период", "Редакция", "К оплате, руб.", "Оплатить до")


@blueprint.get("/runs/<period>/paper")
@for_staff("billing.list_paper_bills")
def show(period: str) -> ResponseReturnValue:
    wanted = _wanted(period, request.args.get("after") or None, PAGE)
    with Round() as ask_:
        found = ask_(services().billing.list_paper_bills, wanted)
        job = ask_(services().billing.get_printing, RunRequest(period=wanted.period, district=wanted.district))
    return render_template("staff/runs/paper.html", wanted=wanted, found=found.value, job=job.value)


@blueprint.get("/runs/<period>/paper.csv")
@for_staff("billing.list_paper_bills")
def as_csv(period: str) -> ResponseReturnValue:
    """All of them, for whoever prints or delivers them."""
    return csv_file(f"paper-{period}.csv", HEADINGS, (_cells(bill) for bill in _all(period)))


@blueprint.post("/runs/<period>/paper")
@for_staff("billing.start_printing")
def start(period: str) -> ResponseReturnValue:
    """Nothing to confirm: files that are there already are not printed again."""
    form = Form.posted("district")
    with refuse_invalid():
        wanted = RunRequest(period=period, district=form["district"].strip() or None)
    ask(services().billing.start_printing, wanted)
    flash(f"Печать бумажных счетов за {dates.month(wanted.period)} поставлена в очередь.", "success")
    return redirect(url_for("staff.paper.show", period=period, district=wanted.district), code=303)


def _wanted(period: str, after: str | None, limit: int) -> PaperQuery:
    with refuse_invalid():
        return PaperQuery(
            period=period,
            district=request.args.get("district") or None,
            after=unvalidated(after),
            limit=limit,
        )


def _all(period: str) -> Iterator[PaperBill]:
    more, after = True, None
    while more:
        found = ask(services().billing.list_paper_bills, _wanted(period, after, BATCH))
        yield from found.bills
        more, after = found.more and bool(found.bills), found.bills[-1].account_number if found.bills else None


def _cells(bill: PaperBill) -> tuple[str, ...]:
    return (
        bill.account_number,
        inert(bill.full_name),
        inert(bill.address),
        bill.period,
        str(bill.revision),
        plain_amount(bill.total_kopecks),
        dates.short_day(bill.due_on),
    )
