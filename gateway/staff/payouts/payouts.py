"""Orders to return an overpayment by application (ГК ст. 1102): one person asks, another approves, the bank pays."""

from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import (
    PayoutExport,
    PayoutPaid,
    PayoutRef,
    PayoutRefused,
    PayoutRequest,
    PayoutsQuery,
    PayoutState,
)
from contracts.wire import AccountRefs
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.files.documents import disposition
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.owner import in_words, owner_of
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from wording.accounts import account
from wording.money import money

blueprint = Blueprint("payouts", __name__)
STATES: tuple[PayoutState, ...] = get_args(PayoutState)
FIELDS = ("amount", "recipient", "bank_account", "bik", "bank_name", "application", "nonce")


@blueprint.get("/payouts")
@for_staff("billing.list_payouts")
def show() -> ResponseReturnValue:
    return _list(Form())


@blueprint.post("/payouts.csv")
@for_staff("billing.export_payouts")
def export() -> ResponseReturnValue:
    """The approved orders for the bank's client, with names and accounts: for whoever has proved who they are."""
    with refuse_invalid():
        wanted = PayoutExport(district=request.args.get("district") or None)
    file = ask(services().billing.export_payouts, wanted)
    headers = {"Content-Disposition": disposition(file.name), "Content-Type": "text/csv; charset=utf-8"}
    return file.content.encode(), 200, headers


@blueprint.get("/accounts/<number>/payout")
@for_staff("billing.request_payout")
def form_of(number: str) -> ResponseReturnValue:
    return _form_page(number, Form())


@blueprint.post("/accounts/<number>/payout")
@for_staff("billing.request_payout")
def ask_for(number: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = PayoutRequest(
            account_number=number,
            amount_kopecks=sum_of(form, "amount"),
            recipient=form["recipient"].strip(),
            bank_account="".join(form["bank_account"].split()),
            bik=form["bik"].strip(),
            bank_name=form["bank_name"].strip(),
            application=form["application"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.request_payout, wanted)
            flash("Возврат ждёт одобрения другого сотрудника.", "success")
            return redirect(url_for("staff.payouts.show", account=number))
        if not form.ticked("edit"):
            return confirmation(_asking(wanted), form, address_of(number))
    return _form_page(number, form)


@blueprint.post("/payouts/<payout_id>/<step>")
@for_staff("billing.approve_payout")
def decide(payout_id: str, step: str) -> ResponseReturnValue:
    """Approve (another person than who asked), record the bank's order, or refuse."""
    form = Form.posted("paid_on", "order_number", "reason", "account")
    with form:
        if step == "approve":
            payout = ask(services().billing.approve_payout, PayoutRef(payout_id=payout_id))
            said = "Возврат одобрен, его можно передать в банк."
        elif step == "pay":
            paid = PayoutPaid(
                payout_id=payout_id,
                paid_on=unvalidated(form["paid_on"]),
                order_number=form["order_number"].strip(),
            )
            payout = ask(services().billing.record_payout, paid)
            said = "Возврат исполнен и проведён по лицевому счёту."
        elif step == "refuse":
            refused = PayoutRefused(payout_id=payout_id, reason=form["reason"].strip())
            payout = ask(services().billing.refuse_payout, refused)
            said = "В возврате отказано."
        else:
            raise Refusal("payout_not_found", "Такого действия нет.")
        flash(f"{said} Лицевой счёт {account(payout.account_number)}, {money(payout.amount_kopecks)}.", "success")
        return redirect(url_for("staff.payouts.show", state=payout.state))
    return _list(form)


def _asking(wanted: PayoutRequest) -> Action:
    return Action(
        title="Вернуть переплату?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Абонент", in_words(owner_of(wanted.account_number))),
            ("Сумма", money(wanted.amount_kopecks)),
            ("Получатель", wanted.recipient),
            ("Счёт получателя", f"{wanted.bank_account}, БИК {wanted.bik}, {wanted.bank_name}"),
            ("Заявление", wanted.application),
        ],
        warning="Деньги уйдут после того, как возврат одобрит другой сотрудник. До этого от него можно отказаться.",
        button="Передать на одобрение",
    )


def _form_page(number: str, form: Form) -> ResponseReturnValue:
    refs = AccountRefs(account_numbers=[known_shape(number)])
    overview = ask(services().billing.get_overviews, refs).accounts[0]
    page = render_template("staff/payouts/request.html", number=number, overview=overview, form=form)
    return page, form.status


def _list(form: Form) -> ResponseReturnValue:
    state = request.args.get("state") or None
    with refuse_invalid():
        wanted = PayoutsQuery(
            state=unvalidated(state),
            account_number=unvalidated(request.args.get("account") or None),
            after=request.args.get("after") or None,
        )
    found = ask(services().billing.list_payouts, wanted)
    page = render_template(
        "staff/payouts/payouts.html", wanted=wanted, found=found, states=STATES, form=form, today=today()
    )
    return page, form.status
