"""Payments and refunds in manual review: ask the bank now, or resolve them with a reason (B3, S5)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import PartSum, PaymentRef, PaymentTrace, RefundSettlement, ReviewSettlement
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services, settings
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from gateway.staff.payments.trace import read
from wording.accounts import account
from wording.money import money

blueprint = Blueprint("reviews", __name__)
DECISIONS = {
    "paid": "оплачен: банк подтвердил деньги",
    "not_paid": "не оплачен: денег по заказу нет",
}
SEEN = {"paid": "проверен: платёж остаётся оплаченным"}
SHARE = "share-"
"""Begins the names of the fields with an account's share of a sum."""
REFUND_DECISIONS = {
    "done": "выполнен: банк вернул деньги",
    "refused": "не выполнен: банк деньги не возвращал",
}


@blueprint.post("/payments/<payment_id>/ask")
@for_staff("payments.ask_bank")
def ask_now(payment_id: str) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = PaymentRef(payment_id=payment_id)
    payment = ask(services().payments.ask_bank, wanted, seconds=settings().bank_seconds)
    flash(f"Банк спрошен. Состояние: {payment.status_text}.", "success")
    return redirect(_address(payment_id), code=303)


@blueprint.get("/payments/<payment_id>/settle")
@for_staff("payments.settle_review")
def show(payment_id: str) -> ResponseReturnValue:
    return _page(payment_id, Form())


@blueprint.post("/payments/<payment_id>/settle")
@for_staff("payments.settle_review")
def resolve(payment_id: str) -> ResponseReturnValue:
    form = Form.posted("decision", "reason", "refund_id", "nonce", *_share_fields())
    with form:
        if form["refund_id"]:
            return _resolve_refund(payment_id, form)
        wanted = ReviewSettlement(
            payment_id=payment_id,
            decision=unvalidated(form["decision"]),
            reason=form["reason"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            done = ask(services().payments.settle_review, wanted, seconds=settings().bank_seconds)
            flash(f"Проверка завершена. Состояние: {done.status_text}.", "success")
            return redirect(_address(payment_id))
        if not form.ticked("edit"):
            trace = read(payment_id)
            action = _action(trace, _decisions(trace).get(wanted.decision, wanted.decision), wanted.reason)
            return confirmation(action, form, _address(payment_id))
    return _page(payment_id, form)


def _resolve_refund(payment_id: str, form: Form) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = RefundSettlement(
            refund_id=form["refund_id"],
            decision=unvalidated(form["decision"]),
            reason=form["reason"].strip(),
            idempotency_key=key(form),
            parts=_shares(form),
        )
    if form.ticked("confirmed"):
        ask(services().payments.settle_refund, wanted, seconds=settings().bank_seconds)
        flash("Проверка возврата завершена.", "success")
        return redirect(_address(payment_id))
    if form.ticked("edit"):
        return _page(payment_id, form)
    action = _action(read(payment_id), "возврат " + REFUND_DECISIONS[wanted.decision], wanted.reason)
    action.facts.extend(
        (f"Вернуть со счёта {account(one.account_number)}", money(one.amount_kopecks)) for one in wanted.parts
    )
    return confirmation(action, form, _address(payment_id))


def _share_fields() -> list[str]:
    return [name for name in request.form if name.startswith(SHARE)]


def _shares(form: Form) -> list[PartSum]:
    """What was typed beside each account, of a sum that the bank gave back without naming one."""
    typed = [name for name in form.values if name.startswith(SHARE) and form[name].strip()]
    sums = [(name.removeprefix(SHARE), sum_of(form, name, zero=True)) for name in typed]
    return [PartSum(account_number=number, amount_kopecks=kopecks) for number, kopecks in sums if kopecks]


def _decisions(trace: PaymentTrace) -> dict[str, str]:
    """A payment that was paid stays paid: a person only says that he has looked at what the bank says of it."""
    return SEEN if trace.payment.concern else DECISIONS


def _action(trace: PaymentTrace, decision: str, reason: str) -> Action:
    return Action(
        title="Завершить проверку?",
        facts=[
            ("Платёж", trace.payment.payment_id),
            ("Заказ в банке", trace.payment.bank_order_id or "не создан"),
            ("Лицевой счёт", ", ".join(account(part.account_number) for part in trace.payment.by_account)),
            ("Сумма", money(trace.payment.amount_kopecks)),
            ("Решение", decision),
            ("Основание", reason),
        ],
        warning="Перед записью портал ещё раз спросит банк и откажет, если его ответ говорит другое. "
        "Решение останется в истории платежа и в журнале под Вашим именем.",
        button="Завершить проверку",
    )


def _page(payment_id: str, form: Form) -> ResponseReturnValue:
    trace = read(payment_id)
    refund_id = form["refund_id"] or request.args.get("refund", "")
    refund = next((one for one in trace.refunds if one.refund_id == refund_id), None)
    choices = REFUND_DECISIONS if refund else _decisions(trace)
    divides = refund is not None and refund.account_number is None
    page = render_template(
        "staff/payments/decide.html",
        payment=trace.payment,
        refund=refund,
        choices={"done": "вернул банк: деньги разносятся по счетам ниже"} if divides else choices,
        divides=divides,
        form=form,
    )
    return page, form.status


def _address(payment_id: str) -> str:
    return url_for("staff.payments.trace", payment_id=payment_id)
