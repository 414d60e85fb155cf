"""An instalment agreement on the energy debt (ПП РФ 354, п. 72): equal parts, one a month."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from chassis.errors import Refusal
from contracts.billing import AgreementPart, AgreementRequest
from contracts.wire import AccountRef
from gateway.backend.messages import MALFORMED, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import months_back, today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import known_shape
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from wording.accounts import account
from wording.dates import day
from wording.money import money

blueprint = Blueprint("agreements", __name__)
MOST_PARTS = 60


@blueprint.get("/accounts/<number>/agreement")
@for_staff("billing.record_agreement")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form())


@blueprint.post("/accounts/<number>/agreement")
@for_staff("billing.record_agreement")
def record(number: str) -> ResponseReturnValue:
    form = Form.posted("number", "agreed_on", "sum", "parts", "first_on", "nonce")
    with form:
        wanted = AgreementRequest(
            account_number=known_shape(number),
            number=form["number"].strip(),
            agreed_on=unvalidated(form["agreed_on"]),
            parts=_parts(form),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.record_agreement, wanted)
            flash(f"Соглашение № {wanted.number} записано.", "success")
            return redirect(url_for("staff.restriction.show", number=number))
        if not form.ticked("edit"):
            return confirmation(_action(wanted), form, url_for("staff.restriction.show", number=number))
    return _page(number, form)


def _parts(form: Form) -> list[AgreementPart]:
    """The sum in equal parts, the last one takes the remainder; each is due on the same day of its month."""
    whole, count = sum_of(form, "sum"), form["parts"].strip()
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST_PARTS):
        raise Refusal("invalid_field", f"Укажите число частей от 1 до {MOST_PARTS}.", "parts")
    first, parts = _first_day(form["first_on"]), int(count)
    share = whole // parts
    sums = [share] * (parts - 1) + [whole - share * (parts - 1)]
    try:
        return [
            AgreementPart(due_on=months_back(first, -month), amount_kopecks=kopecks)
            for month, kopecks in enumerate(sums)
        ]
    except ValidationError:
        raise Refusal("invalid_field", MALFORMED, "parts") from None


def _first_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal("invalid_field", "Укажите дату.", "first_on") from None


def _action(wanted: AgreementRequest) -> Action:
    last = wanted.parts[-1]
    return Action(
        title="Записать соглашение о рассрочке?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Соглашение", f"№ {wanted.number} от {day(wanted.agreed_on)}"),
            ("Сумма", money(sum(part.amount_kopecks for part in wanted.parts))),
            ("Частей", str(len(wanted.parts))),
            ("Первая часть", f"{money(wanted.parts[0].amount_kopecks)} до {day(wanted.parts[0].due_on)}"),
            ("Последняя часть", f"{money(last.amount_kopecks)} до {day(last.due_on)}"),
        ],
        warning="Действующее уведомление об ограничении закроется. Пока части и текущие счета оплачиваются в срок, "
        "нового уведомления быть не может.",
        button="Записать соглашение",
    )


def _page(number: str, form: Form) -> ResponseReturnValue:
    case = ask(services().billing.get_restriction, AccountRef(account_number=known_shape(number)))
    page = render_template("staff/debtors/agreement.html", number=number, form=form, case=case, today=today())
    return page, form.status
