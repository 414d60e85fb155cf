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
from gateway.staff.payments.trace import left, read
from gateway.staff.words import codes
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
    form = Form.posted("amount", "reason", "nonce")
    with form:
        wanted = RefundRequest(
            payment_id=payment_id,
            amount_kopecks=sum_of(form, "amount"),
            reason=form["reason"].strip(),
            idempotency_key=key(form),
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
    whole = wanted.amount_kopecks == trace.payment.amount_kopecks
    number = trace.payment.account_number
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
            ("Вернуть", f"{money(wanted.amount_kopecks)} ({'весь платёж' if whole else 'часть платежа'})"),
            ("Останется от платежа", money(effect.left_kopecks)),
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
    page = render_template("staff/payments/refund.html", payment=trace.payment, left=left(trace), form=form)
    return page, form.status
