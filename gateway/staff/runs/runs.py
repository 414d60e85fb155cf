"""The billing run of a period: start it, watch it, look at its report, publish the bills."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.approvals import ApprovalsQuery
from contracts.billing import PublicationWish, RevisedBills, RevisionsQuery, RunRequest, RunState
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import months_back, today
from gateway.staff.access.members import for_staff
from gateway.staff.forms.confirmation import Action, confirmation, key
from gateway.staff.forms.second_person import asked_for, second_person
from gateway.staff.runs.checks import FLAGS
from wording import dates
from wording.accounts import account
from wording.money import money
from wording.numbers import grouped

blueprint = Blueprint("runs", __name__)
CHOICE = 12
"""Closed months that the page offers."""
PRELIMINARY_FROM = 26
"""From this day on, after the last readings that count, the present month can be calculated on trial."""
COUNTED_REVISIONS = 1000
GOING = ("running", "publishing")


@blueprint.get("/runs")
@for_staff("billing.get_run")
def show() -> ResponseReturnValue:
    values = {"period": request.args.get("period") or _closed()[0], "district": request.args.get("district", "")}
    return _page(Form(values, values))


@blueprint.post("/runs/start")
@for_staff("billing.run_period")
def start() -> ResponseReturnValue:
    """Nothing to confirm: a calculation is a draft that can be made again."""
    form = Form.posted("period", "district")
    with form:
        ask(services().billing.run_period, _wanted(form))
        flash(f"Расчёт за {dates.month(form['period'])} запущен.", "success")
        return _back(form)
    return _page(form)


@blueprint.post("/runs/publish")
@for_staff("billing.publish_period")
def publish() -> ResponseReturnValue:
    form = Form.posted("period", "district")
    with form:
        wanted = _wanted(form)
        if form.ticked("ask"):
            wish = PublicationWish(period=wanted.period, district=wanted.district, idempotency_key=key(form))
            return asked_for(ask(services().billing.ask_publication, wish))
        if form.ticked("confirmed"):
            ask(services().billing.publish_period, wanted)
            flash(f"Публикация счетов за {dates.month(form['period'])} началась.", "success")
            return _back(form)
        state = ask(services().billing.get_run, wanted)
        action = _action(state, wanted, _revised(wanted))
        return confirmation(_for_two(action, state), form, _address(form))
    return _page(form)


def _for_two(action: Action, state: RunState) -> Action:
    """The same action as a request to a second person, when the run charges more than one may publish."""
    most = ask(services().billing.list_approvals, ApprovalsQuery()).alone.get("publication")
    if most is None or state.charged_kopecks <= most:
        return action
    warning, button = second_person(most, action.warning, action.button)
    return replace(action, warning=f"{action.warning} {warning}", button=button, deed="ask")


def _revised(wanted: RunRequest) -> RevisedBills:
    """Published bills that the publication would replace; none of a month whose bills are not out."""
    query = RevisionsQuery(period=wanted.period, district=wanted.district, limit=COUNTED_REVISIONS)
    return ask(services().billing.list_revisions_of_run, query)


def _action(state: RunState, wanted: RunRequest, revised: RevisedBills) -> Action:
    if revised.bills:
        return _revision(wanted, revised)
    return Action(
        title="Опубликовать счета?",
        facts=[
            ("Период", dates.month(state.period)),
            ("Район", wanted.district or "все"),
            ("Лицевых счетов", grouped(state.accounts_total)),
            ("Расход", f"{grouped(state.volume)} кВт·ч"),
            ("Начислено", money(state.charged_kopecks)),
            ("Перерасчёты за прошлые месяцы", money(state.recalculated_kopecks)),
            ("Требуют внимания", grouped(sum(state.exceptions.values()))),
        ],
        warning="Счета увидят абоненты, письма со счетами уйдут. Отозвать публикацию нельзя: ошибку исправит "
        "только исправленный счёт.",
        button="Опубликовать счета",
        editable=False,
    )


def _revision(wanted: RunRequest, revised: RevisedBills) -> Action:
    count, change = len(revised.bills), sum(bill.new_kopecks - bill.old_kopecks for bill in revised.bills)
    greatest = max(revised.bills, key=lambda bill: abs(bill.new_kopecks - bill.old_kopecks))
    old, new = money(greatest.old_kopecks), money(greatest.new_kopecks)
    return Action(
        title="Опубликовать исправленные счета?",
        facts=[
            ("Период", dates.month(wanted.period)),
            ("Район", wanted.district or "все"),
            ("Исправленных счетов", f"{grouped(count)}{' или больше' if revised.more else ''}"),
            ("Изменение всего", money(change)),
            ("Самое большое", f"{account(greatest.account_number)}: было {old}, станет {new}"),
        ],
        warning="Исправленный счёт и письмо получат только эти абоненты. Отозвать публикацию нельзя.",
        button="Опубликовать исправленные счета",
        editable=False,
    )


def _wanted(form: Form) -> RunRequest:
    with refuse_invalid():
        return RunRequest(period=form["period"], district=form["district"].strip() or None)


def _closed() -> list[str]:
    first = today().replace(day=1)
    return [f"{months_back(first, back):%Y-%m}" for back in range(1, CHOICE + 1)]


def _offered() -> list[str]:
    """The closed months, and the present one when it can be tried."""
    return [f"{today():%Y-%m}", *_closed()] if today().day >= PRELIMINARY_FROM else _closed()


def _address(form: Form) -> str:
    return url_for("staff.runs.show", period=form["period"], district=form["district"].strip() or None)


def _back(form: Form) -> ResponseReturnValue:
    return redirect(_address(form))


def _page(form: Form) -> ResponseReturnValue:
    state = None
    asked = Form(form.values, form.fields)
    with asked:
        state = ask(services().billing.get_run, _wanted(asked))
    errors = form.errors or asked.errors
    page = render_template(
        "staff/runs/runs.html",
        form=form,
        errors=errors,
        state=state,
        flags=FLAGS,
        periods=sorted({*_offered(), form["period"]}, reverse=True) if state else _offered(),
        going=state is not None and state.state in GOING,
    )
    return page, max(form.status, asked.status)
