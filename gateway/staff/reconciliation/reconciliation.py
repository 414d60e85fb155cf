"""The daily reconciliation (B3): bank, portal and ledger compared, with advice for each difference."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.registers import (
    RECONCILIATIONS_A_PAGE,
    Difference,
    Reconciliation,
    ReconciliationDay,
    ReconciliationQuery,
)
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services, settings
from gateway.http.files import sheets
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.words import codes
from wording.dates import short_day
from wording.money import plain_amount

blueprint = Blueprint("reconciliation", __name__)
HEADINGS = (
    "День", "Что не сошлось", "Вид", "Платёж", "Заказ в банке", "Лицевой счёт", "В банке, руб.", "В портале, руб.",
    "На счёте, руб.", "Файл и строка", "Что сделать",
)  # fmt: skip


@blueprint.get("/reconciliation")
@for_staff("payments.list_reconciliations")
def show() -> ResponseReturnValue:
    return _list(Form())


@blueprint.get("/reconciliation/<day>")
@for_staff("payments.get_reconciliation")
def one(day: str) -> ResponseReturnValue:
    return render_template("staff/reconciliation/reconciliation.html", report=_report(day))


@blueprint.get("/reconciliation/<day>.csv")
@for_staff("payments.get_reconciliation")
def as_csv(day: str) -> ResponseReturnValue:
    report = _report(day)
    sums = (plain_amount(kopecks) for kopecks in (report.bank_kopecks, report.ours_kopecks, report.ledger_kopecks))
    total = (short_day(report.day), "Всего за день", f"сошлось: {report.matched}", "", "", "", *sums, "", "")
    rows = [*(_row(report, difference) for difference in report.differences), total]
    return sheets.csv_file(f"sverka-{report.day}.csv", HEADINGS, rows)


@blueprint.post("/reconciliation")
@for_staff("payments.reconcile_day")
def again() -> ResponseReturnValue:
    """Comparing changes no money, so nothing is asked first."""
    form = Form.posted("day")
    with form:
        wanted = ReconciliationDay(day=unvalidated(form["day"]))
        made = ask(services().payments.reconcile_day, wanted, seconds=settings().bank_seconds)
        flash(f"Сверка за {short_day(made.day)} выполнена.", "success")
        return redirect(url_for("staff.reconciliation.one", day=made.day.isoformat()), code=303)
    return _list(form)


def _list(form: Form) -> ResponseReturnValue:
    with refuse_invalid():
        query = ReconciliationQuery(before=unvalidated(request.args.get("before") or None))
    days = ask(services().payments.list_reconciliations, query).days
    page = render_template(
        "staff/reconciliation/reconciliations.html",
        days=days,
        form=form,
        before=query.before,
        more=len(days) == RECONCILIATIONS_A_PAGE,
        today=today(),
    )
    return page, form.status


def _report(day: str) -> Reconciliation:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    return ask(services().payments.get_reconciliation, ReconciliationDay(day=wanted))


def _row(report: Reconciliation, one: Difference) -> tuple[str, ...]:
    sums = (one.bank_kopecks, one.ours_kopecks, one.ledger_kopecks)
    return (
        short_day(report.day),
        codes.MISMATCH[one.kind],
        codes.MONEY[one.what],
        sheets.inert(one.payment_id or ""),
        sheets.inert(one.bank_order or ""),
        one.account_number or "",
        *("" if kopecks is None else plain_amount(kopecks) for kopecks in sums),
        sheets.inert(one.place),
        one.advice,
    )
