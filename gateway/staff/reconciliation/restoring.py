"""Restores a payment from an orphaned bank order (B3): the bank's data, the account and the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import OrphanedOrder, OrphanedOrderRef, PartRequest, PaymentRestoring
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services, settings
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.owner import digits_of, in_words, owner_of
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.accounts import account
from wording.money import money

blueprint = Blueprint("restoring", __name__)


@blueprint.get("/restoring")
@for_staff("payments.restore_payment")
def show() -> ResponseReturnValue:
    return _page(request.args.get("order", ""), Form())


@blueprint.post("/restoring")
@for_staff("payments.restore_payment")
def restore() -> ResponseReturnValue:
    form = Form.posted("order", "account_number", "reason", "nonce", "parts")
    with form:
        number = digits_of(form["account_number"])
        owner = owner_of(number) if number else None
        wanted = PaymentRestoring(
            order=form["order"],
            account_number=number,
            address=owner.address if owner else "",
            reason=form["reason"].strip(),
            idempotency_key=key(form),
            parts=_parts(_look(form["order"])) if form.ticked("parts") else [],
        )
        if form.ticked("confirmed"):
            done = ask(services().payments.restore_payment, wanted, seconds=settings().bank_seconds)
            flash(f"Платёж восстановлен. Состояние: {done.status_text}.", "success")
            return redirect(url_for("staff.payments.trace", payment_id=done.payment_id))
        if not form.ticked("edit"):
            action = _action(_look(wanted.order), wanted, in_words(owner))
            return confirmation(action, form, url_for("staff.reconciliation.show"))
    return _page(form["order"], form)


def _action(orphan: OrphanedOrder, wanted: PaymentRestoring, owner: str) -> Action:
    facts = [
        ("Заказ", orphan.order_number),
        ("Сумма", money(orphan.amount_kopecks)),
        ("Назначение у банка", orphan.description or "не указано"),
        *(
            [(f"Лицевой счёт {account(part.account_number)}", money(part.amount_kopecks)) for part in wanted.parts]
            or [("Лицевой счёт", account(wanted.account_number)), ("Абонент", owner)]
        ),
        ("Основание", wanted.reason),
    ]
    if orphan.account_number and orphan.account_number != wanted.account_number:
        facts.append(("Внимание", f"у банка указан другой счёт: {account(orphan.account_number)}"))
    return Action(
        title="Восстановить платёж?",
        facts=facts,
        warning="Деньги будут зачислены на этот счёт, абонент увидит платёж в «Платежах» и «Зачислениях». Показания, "
        "которые были отправлены вместе с платежом, не восстанавливаются.",
        button="Восстановить",
    )


def _parts(orphan: OrphanedOrder) -> list[PartRequest]:
    """Of an order for several accounts, as its description at the bank names them."""
    parts = []
    for part in orphan.parts:
        owner = owner_of(part.account_number)
        parts.append(
            PartRequest(
                account_number=part.account_number,
                address=owner.address if owner else "",
                amount_kopecks=part.amount_kopecks,
                readings=None,
            )
        )
    return parts


def _look(order: str) -> OrphanedOrder:
    with refuse_invalid():
        return ask(services().payments.look_at_stray, OrphanedOrderRef(order=order), seconds=settings().bank_seconds)


def _page(order: str, form: Form) -> ResponseReturnValue:
    orphan = None
    with form:
        orphan = _look(order) if order else None
    return render_template("staff/reconciliation/restoring.html", order=order, orphan=orphan, form=form), form.status
