"""Restriction of supply from the notice to the reconnection (ПП РФ 354, п. 117-121): one case, and lists of cases."""

from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import DebtorQuery, NoticeSending, RestrictionCase, RestrictionStep
from contracts.billing.restriction import Stage
from contracts.wire import AccountRef
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.forms.confirmation import Action, confirmation, key
from gateway.staff.words import codes
from wording.accounts import account
from wording.dates import day
from wording.money import money

blueprint = Blueprint("restriction", __name__)
LISTED = tuple(stage for stage in get_args(Stage) if stage not in ("none", "closed"))


@blueprint.get("/debtors")
@for_staff("billing.list_debtors")
def debtors() -> ResponseReturnValue:
    stage, district = request.args.get("stage") or "expired", request.args.get("district", "").strip()
    form = Form({"stage": stage, "district": district}, ("stage", "district"))
    found = None
    with form:
        wanted = DebtorQuery(
            stage=unvalidated(stage), district=district or None, after=request.args.get("after") or None
        )
        found = ask(services().billing.list_debtors, wanted)
    page = render_template("staff/debtors/debtors.html", form=form, found=found, stages=LISTED, stage=stage)
    return page, form.status


@blueprint.get("/accounts/<number>/restriction")
@for_staff("billing.get_restriction")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form())


@blueprint.post("/accounts/<number>/restriction/sending")
@for_staff("billing.send_notice")
def send(number: str) -> ResponseReturnValue:
    form = Form.posted("sent_on", "channel", "nonce")
    with form:
        wanted = NoticeSending(
            account_number=number,
            sent_on=unvalidated(form["sent_on"]),
            channel=form["channel"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.send_notice, wanted)
            flash("Отправка уведомления записана. Когда его вручат, запишите вручение.", "success")
            return redirect(_address(number))
        if not form.ticked("edit"):
            facts = [
                ("Лицевой счёт", account(number)),
                ("Долг за электроэнергию", money(_case(number).debt_kopecks)),
                ("Отправлено", day(wanted.sent_on)),
                ("Способ", wanted.channel),
            ]
            warning = "Срок для абонента начнётся с вручения, до него уведомление видят только сотрудники."
            action = Action("Записать отправку уведомления?", facts, warning, "Записать отправку")
            return confirmation(action, form, _address(number))
    return _page(number, form)


@blueprint.post("/accounts/<number>/restriction/steps")
@for_staff("billing.record_step")
def record(number: str) -> ResponseReturnValue:
    form = Form.posted("step", "happened_on", "note", "nonce")
    with form:
        if form["step"] not in codes.STEP:
            raise Refusal("invalid_field", "Выберите, что произошло.", "step")
        wanted = RestrictionStep(
            account_number=number,
            step=unvalidated(form["step"]),
            happened_on=unvalidated(form["happened_on"]),
            note=form["note"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.record_step, wanted)
            flash(f"Записано: {codes.STEP[wanted.step]} {day(wanted.happened_on)}.", "success")
            return redirect(_address(number))
        if not form.ticked("edit"):
            return confirmation(_action(wanted), form, _address(number))
    return _page(number, form)


def _action(wanted: RestrictionStep) -> Action:
    return Action(
        title="Записать событие?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Событие", codes.STEP[wanted.step]),
            ("Дата", day(wanted.happened_on)),
            ("Подтверждение", wanted.note or "не указано"),
        ],
        warning=codes.STEP_WARNING[wanted.step],
        button="Записать",
    )


def _case(number: str) -> RestrictionCase:
    return ask(services().billing.get_restriction, AccountRef(account_number=known_shape(number)))


def _address(number: str) -> str:
    return url_for("staff.restriction.show", number=number)


def _page(number: str, form: Form) -> ResponseReturnValue:
    page = render_template(
        "staff/debtors/restriction.html",
        number=number,
        form=form,
        case=_case(number),
        today=today(),
        back=address_of(number),
    )
    return page, form.status
