"""A payment that was meant for another account is moved there, whole: taken back from one, credited to the other."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import Credit, PaymentTransfer
from contracts.wire import Interval
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.owner import digits_of, in_words, owner_of
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.accounts import account
from wording.dates import day
from wording.money import money

blueprint = Blueprint("transfers", __name__)
LOOKED_BACK = timedelta(days=3 * 365 + 31)
"""As far as a claim reaches (ГК ст. 196), and the month under way."""


@blueprint.get("/accounts/<number>/credits/<credit>/transfer")
@for_staff("billing.transfer_payment")
def show(number: str, credit: str) -> ResponseReturnValue:
    return _page(_found(number, credit), number, Form())


@blueprint.post("/accounts/<number>/credits/<credit>/transfer")
@for_staff("billing.transfer_payment")
def transfer(number: str, credit: str) -> ResponseReturnValue:
    form = Form.posted("to_account", "ground", "nonce")
    payment = _found(number, credit)
    with form:
        wanted = PaymentTransfer(
            account_number=number,
            credit=credit,
            to_account=digits_of(form["to_account"]),
            ground=form["ground"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            done = ask(services().billing.transfer_payment, wanted)
            given = account(done.given.account_number)
            flash(f"Платёж {money(done.amount_kopecks)} перенесён на счёт {given}.", "success")
            return redirect(address_of(number, "credits"))
        if not form.ticked("edit"):
            return confirmation(_action(wanted, payment), form, address_of(number))
    return _page(payment, number, form)


def _found(number: str, credit: str) -> Credit:
    until = today()
    interval = Interval(account_number=known_shape(number), since=until - LOOKED_BACK, until=until)
    listed = ask(services().billing.list_credits, interval).credits
    found = next((one for one in listed if one.id == credit), None)
    if found is None:
        raise Refusal("payment_not_found", "Такого зачисления на этом счёте нет.")
    return found


def _action(wanted: PaymentTransfer, payment: Credit) -> Action:
    return Action(
        title="Перенести платёж?",
        facts=[
            ("Платёж", f"{money(payment.amount_kopecks)} от {day(payment.paid_on)}, {payment.channel}"),
            ("Снять со счёта", f"{account(wanted.account_number)}: {in_words(owner_of(wanted.account_number))}"),
            ("Зачислить на счёт", f"{account(wanted.to_account)}: {in_words(owner_of(wanted.to_account))}"),
            ("Основание", wanted.ground),
        ],
        warning="Долг первого счёта вырастет на эту сумму, долг второго уменьшится. Обе записи останутся в хронологии.",
        button="Перенести платёж",
    )


def _page(payment: Credit, number: str, form: Form) -> ResponseReturnValue:
    page = render_template("staff/payments/transfer.html", payment=payment, number=number, form=form)
    return page, form.status
