"""What a debtor owes beside energy, and the notice of a coming restriction (ПП РФ 354, п. 118-119)."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from contracts.bill import ReferenceDebts
from contracts.billing import NoticeRequest, OtherDebts, Overview
from contracts.wire import AccountRefs
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from wording.accounts import account
from wording.dates import day
from wording.money import money

blueprint = Blueprint("debts", __name__)
OTHERS = {
    "penalty": "Пени",
    "court": "Взыскано судом",
    "duty": "Госпошлина",
    "restriction": "Затраты сетевой организации на ввод ограничения",
}


@blueprint.get("/accounts/<number>/debts")
@for_staff("billing.set_other_debts")
def others(number: str) -> ResponseReturnValue:
    return _others_page(number, Form())


@blueprint.post("/accounts/<number>/debts")
@for_staff("billing.set_other_debts")
def state(number: str) -> ResponseReturnValue:
    form = Form.posted(*OTHERS)
    with form:
        debts = ReferenceDebts(
            penalty_kopecks=sum_of(form, "penalty", zero=True),
            court_kopecks=sum_of(form, "court", zero=True),
            duty_kopecks=sum_of(form, "duty", zero=True),
            restriction_kopecks=sum_of(form, "restriction", zero=True),
        )
        ask(services().billing.set_other_debts, OtherDebts(account_number=number, debts=debts))
        flash("Другие задолженности сохранены.", "success")
        return redirect(address_of(number))
    return _others_page(number, form)


@blueprint.get("/accounts/<number>/notice")
@for_staff("billing.issue_notice")
def notice(number: str) -> ResponseReturnValue:
    return _notice_page(number, Form())


@blueprint.post("/accounts/<number>/notice")
@for_staff("billing.issue_notice")
def issue(number: str) -> ResponseReturnValue:
    form = Form.posted("delivered_on", "channel", "nonce")
    with form:
        wanted = NoticeRequest(
            account_number=number,
            delivered_on=unvalidated(form["delivered_on"]),
            channel=form["channel"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            issued = ask(services().billing.issue_notice, wanted)
            flash(f"Уведомление записано. Срок оплаты долга — до {day(issued.deadline)}.", "success")
            return redirect(address_of(number))
        if not form.ticked("edit"):
            return confirmation(_action(wanted, _overview(number)), form, address_of(number))
    return _notice_page(number, form)


def _action(wanted: NoticeRequest, overview: Overview) -> Action:
    return Action(
        title="Записать уведомление об ограничении?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Долг за электроэнергию", money(overview.due_kopecks)),
            ("Вручено", day(wanted.delivered_on)),
            ("Способ вручения", wanted.channel),
        ],
        warning="С этого дня идёт срок по ПП РФ № 354. Абонент увидит уведомление на «Главной» и получит письмо.",
        button="Записать уведомление",
    )


def _overview(number: str) -> Overview:
    refs = AccountRefs(account_numbers=[known_shape(number)])
    return ask(services().billing.get_overviews, refs).accounts[0]


def _others_page(number: str, form: Form) -> ResponseReturnValue:
    debts = _overview(number).debts.model_dump()
    page = render_template("staff/accounts/debts.html", number=number, form=form, debts=debts, others=OTHERS)
    return page, form.status


def _notice_page(number: str, form: Form) -> ResponseReturnValue:
    page = render_template(
        "staff/accounts/notice.html", number=number, form=form, overview=_overview(number), today=today()
    )
    return page, form.status
