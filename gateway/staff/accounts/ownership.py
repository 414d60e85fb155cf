"""Who holds an account: the change of owner, whose debts stay with the former one, and the end of access to it."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from contracts.auth import Detachment
from contracts.billing import OwnerChange
from contracts.wire import AccountRef
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.owner import in_words, owner_of
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.accounts import account
from wording.dates import day
from wording.numbers import counted

blueprint = Blueprint("ownership", __name__)


@blueprint.get("/accounts/<number>/owner")
@for_staff("billing.list_owners")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form())


@blueprint.post("/accounts/<number>/owner")
@for_staff("billing.change_owner")
def change(number: str) -> ResponseReturnValue:
    form = Form.posted("since", "full_name", "ground", "nonce")
    with form:
        wanted = OwnerChange(
            account_number=number,
            since=unvalidated(form["since"]),
            full_name=form["full_name"].strip(),
            ground=form["ground"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.change_owner, wanted)
            flash("Новый собственник записан. Прежний больше не видит счёт в Личном кабинете.", "success")
            return redirect(address_of(number))
        if not form.ticked("edit"):
            return confirmation(_changing(wanted), form, address_of(number))
    return _page(number, form)


@blueprint.get("/accounts/<number>/detach")
@for_staff("auth.detach_account")
def ask_detachment(number: str) -> ResponseReturnValue:
    return render_template("staff/accounts/detach.html", number=known_shape(number), form=Form())


@blueprint.post("/accounts/<number>/detach")
@for_staff("auth.detach_account")
def detach(number: str) -> ResponseReturnValue:
    form = Form.posted("reason", "nonce")
    with form:
        wanted = Detachment(account_number=known_shape(number), reason=form["reason"].strip())
        if form.ticked("confirmed"):
            done = ask(services().auth.detach_account, wanted)
            cabinets = counted(done.cabinets, "кабинета", "кабинетов", "кабинетов")
            flash(f"Счёт отключён от {cabinets}. Его можно зарегистрировать заново.", "success")
            return redirect(address_of(number, "people"))
        if not form.ticked("edit"):
            return confirmation(_detaching(wanted), form, address_of(number, "people"))
    return render_template("staff/accounts/detach.html", number=number, form=form), form.status


def _changing(wanted: OwnerChange) -> Action:
    return Action(
        title="Записать нового собственника?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Прежний собственник", in_words(owner_of(wanted.account_number))),
            ("Новый собственник", wanted.full_name),
            ("С какого дня", day(wanted.since)),
            ("Документ", wanted.ground),
        ],
        warning="Долг и пени, которые возникли до этого дня, останутся за прежним собственником. Его доступ к счёту в "
        "Личном кабинете закончится.",
        button="Записать нового собственника",
    )


def _detaching(wanted: Detachment) -> Action:
    return Action(
        title="Отключить пользователей от счёта?",
        facts=[("Лицевой счёт", account(wanted.account_number)), ("Причина", wanted.reason)],
        warning="Все, кто подключил этот счёт, перестанут его видеть и получат письмо. Кабинет, в котором других "
        "счетов нет, закроется. Номер освободится для новой регистрации.",
        button="Отключить от счёта",
    )


def _page(number: str, form: Form) -> ResponseReturnValue:
    terms = ask(services().billing.list_owners, AccountRef(account_number=known_shape(number))).terms
    page = render_template("staff/accounts/owners.html", number=number, terms=terms, form=form, today=today())
    return page, form.status
