"""A recalculation with its ground (ПП РФ 354, п. 69 «ж»): accountants post it into the open period."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import Correction
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from wording.accounts import account
from wording.money import money

blueprint = Blueprint("corrections", __name__)
SIGNS = {"less": -1, "more": 1}


@blueprint.get("/accounts/<number>/correction")
@for_staff("billing.post_correction")
def show(number: str) -> ResponseReturnValue:
    return render_template("staff/accounts/correction.html", number=known_shape(number), form=Form())


@blueprint.post("/accounts/<number>/correction")
@for_staff("billing.post_correction")
def post(number: str) -> ResponseReturnValue:
    form = Form.posted("direction", "amount", "ground", "nonce")
    with form:
        wanted = Correction(
            account_number=number,
            amount_kopecks=_sign(form) * sum_of(form, "amount"),
            ground=form["ground"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.post_correction, wanted)
            flash(f"Перерасчёт на {money(wanted.amount_kopecks)} проведён.", "success")
            return redirect(address_of(number, "timeline"))
        if not form.ticked("edit"):
            return confirmation(_action(wanted), form, address_of(number))
    return render_template("staff/accounts/correction.html", number=known_shape(number), form=form), form.status


def _sign(form: Form) -> int:
    if form["direction"] not in SIGNS:
        raise Refusal("invalid_field", "Выберите, уменьшить долг или увеличить.", "direction")
    return SIGNS[form["direction"]]


def _action(wanted: Correction) -> Action:
    verb = "уменьшится" if wanted.amount_kopecks < 0 else "увеличится"
    return Action(
        title="Провести перерасчёт?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Долг", f"{verb} на {money(abs(wanted.amount_kopecks))}"),
            ("Основание", wanted.ground),
        ],
        warning="Запись в книге начислений не удалить: ошибку исправляют встречным перерасчётом. "
        "Основание увидит абонент и оно войдёт в счёт.",
        button="Провести перерасчёт",
    )
