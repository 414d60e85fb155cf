"""Refunds to the card that paid (M4.1.11): sum and reason, confirmation, request to the bank."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import PaymentTrace, Refund, RefundEffect, RefundRequest
from gateway.backend.rpc import ask, services, settings
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.effect import before_and_after, whose
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from gateway.staff.forms.second_person import asked_for, second_person
from gateway.staff.payments.trace import left, left_by_account, read
from gateway.staff.words import codes
from wording.accounts import account
from wording.dates import moment
from wording.money import money

blueprint = Blueprint("refunds", __name__)
GOOD = ("requested", "sent", "unknown", "done")


@blueprint.get("/payments/<payment_id>/refund")
@for_staff("payments.refund_payment")
def show(payment_id: str) -> ResponseReturnValue:
    return _page(read(payment_id), Form())


@blueprint.post("/payments/<payment_id>/refund")
@for_staff("payments.refund_payment")
def refund(payment_id: str) -> ResponseReturnValue:
    form = Form.posted("amount", "reason", "nonce", "account_number")
    with form:
        wanted = RefundRequest(
            payment_id=payment_id,
            amount_kopecks=sum_of(form, "amount"),
            reason=form["reason"].strip(),
            idempotency_key=key(form),
            account_number=form["account_number"] or None,
        )
        if form.ticked("ask"):
            return asked_for(ask(services().payments.ask_refund, wanted))
        if form.ticked("confirmed"):
            made = ask(services().payments.refund_payment, wanted, seconds=settings().bank_seconds)
            result = f"Возврат {money(made.amount_kopecks)}: {codes.REFUND[made.state]}."
            flash(result, "success" if made.state in GOOD else "danger")
            return redirect(url_for("staff.payments.trace", payment_id=payment_id, _anchor="refunds"))
        if not form.ticked("edit"):
            back = url_for("staff.payments.trace", payment_id=payment_id)
            effect = ask(services().payments.preview_refund, wanted)
            return confirmation(_action(read(payment_id), wanted, effect), form, back)
    return _page(read(payment_id), form)


def _action(trace: PaymentTrace, wanted: RefundRequest, effect: RefundEffect) -> Action:
    several, number = len(trace.payment.by_account) > 1, effect.account_number
    part = trace.payment.part_of(number)
    whole = part is not None and wanted.amount_kopecks == part.amount_kopecks
    share = "всё, что этот счёт получил" if several else "весь платёж"
    warning, button = second_person(
        effect.above_kopecks,
        "Отозвать возврат нельзя: банк вернёт деньги на карту, а долг по счёту вырастет на эту сумму.",
        "Вернуть деньги",
    )
    return Action(
        title="Вернуть деньги на карту?",
        facts=[
            ("Платёж", trace.payment.payment_id),
            *whose(number),
            ("Карта", trace.payment.card_masked or "та, с которой платили"),
            ("Вернуть", f"{money(wanted.amount_kopecks)} ({share if whole else 'часть платежа'})"),
            ("Останется на счёте от платежа" if several else "Останется от платежа", money(effect.left_kopecks)),
            *before_and_after(number, wanted.amount_kopecks),
            ("Причина", wanted.reason),
        ],
        warning=warning,
        button=button,
        doubts=[_made(one) for one in effect.before if one.state != "refused"],
        deed="confirmed" if effect.above_kopecks is None else "ask",
    )


def _made(one: Refund) -> str:
    done = f"{money(one.amount_kopecks)} {moment(one.created_at)}: {codes.REFUND[one.state]}"
    return f"По этому платежу возврат уже есть — {done}. Причина: {one.reason}."


def _page(trace: PaymentTrace, form: Form) -> ResponseReturnValue:
    payment, lefts = trace.payment, left_by_account(trace)
    accounts = [("", "Выберите лицевой счёт")]
    accounts += [(number, f"{account(number)}: можно вернуть {money(kopecks)}") for number, kopecks in lefts.items()]
    page = render_template(
        "staff/payments/refund.html",
        payment=payment,
        by_account=payment.by_account,
        accounts=accounts,
        left=left(trace),
        form=form,
    )
    return page, form.status
