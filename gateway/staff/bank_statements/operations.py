"""Unmatched operations of bank statements: staff assign one to an account or release a wrong assignment (S3)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.registers import Operation, OperationAssignment, OperationRef, OperationRelease
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.owner import digits_of, in_words, owner_of
from gateway.staff.bank_statements.given_readings import given_with
from gateway.staff.forms.confirmation import Action, confirmation, key
from gateway.words.zones import given_digits
from wording.accounts import account
from wording.dates import short_day
from wording.money import money

blueprint = Blueprint("operations", __name__)


@blueprint.get("/operations/<int:operation_id>")
@for_staff("payments.get_operation")
def show(operation_id: int) -> ResponseReturnValue:
    return _page(_read(operation_id), Form())


@blueprint.post("/operations/<int:operation_id>/assign")
@for_staff("payments.assign_operation")
def assign(operation_id: int) -> ResponseReturnValue:
    form = Form.posted("account_number", "reason", "nonce")
    with form:
        wanted = OperationAssignment(
            operation_id=operation_id,
            account_number=digits_of(form["account_number"]),
            reason=form["reason"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            done = ask(services().payments.assign_operation, wanted)
            what = f"{money(done.amount_kopecks)} зачисляются" if done.amount_kopecks else "Показания передаются"
            flash(f"{what} на счёт {account(wanted.account_number)}.", "success")
            return redirect(_address(operation_id))
        if not form.ticked("edit"):
            return confirmation(_assigning(_read(operation_id), wanted), form, _address(operation_id))
    return _page(_read(operation_id), form)


@blueprint.post("/operations/<int:operation_id>/release")
@for_staff("payments.release_operation")
def release(operation_id: int) -> ResponseReturnValue:
    form = Form.posted("reason", "nonce")
    with form:
        wanted = OperationRelease(operation_id=operation_id, reason=form["reason"].strip(), idempotency_key=key(form))
        if form.ticked("confirmed"):
            ask(services().payments.release_operation, wanted)
            flash("Зачисление снято, операция снова ждёт лицевого счёта.", "success")
            return redirect(_address(operation_id))
        if not form.ticked("edit"):
            return confirmation(_releasing(_read(operation_id), wanted), form, _address(operation_id))
    return _page(_read(operation_id), form)


def _assigning(operation: Operation, wanted: OperationAssignment) -> Action:
    return Action(
        title="Зачислить деньги на счёт?" if operation.amount_kopecks else "Отнести показания к счёту?",
        facts=[
            *_facts(operation),
            ("Лицевой счёт", account(wanted.account_number)),
            ("Абонент", in_words(owner_of(wanted.account_number))),
            ("Основание", wanted.reason),
        ],
        warning=(
            "Долг абонента уменьшится на эту сумму. Ошибку исправляет только встречная запись."
            if operation.amount_kopecks
            else "Показания пройдут обычную проверку и войдут в расчёт этого счёта."
        ),
        button="Зачислить",
    )


def _releasing(operation: Operation, wanted: OperationRelease) -> Action:
    return Action(
        title="Снять зачисление?",
        facts=[
            *_facts(operation),
            ("Снять со счёта", account(operation.account_number or "000000000")),
            ("Причина", wanted.reason),
        ],
        warning=(
            "Долг абонента вырастет на эту сумму встречной записью, он увидит её в «Зачислениях»."
            if operation.amount_kopecks
            else "Показания, принятые по этому счёту, будут отозваны."
        ),
        button="Снять зачисление",
    )


def _facts(operation: Operation) -> list[tuple[str, str]]:
    return [
        ("Операция", f"{operation.operation} от {short_day(operation.paid_on)}, {operation.channel}"),
        ("Сумма", money(operation.amount_kopecks) if operation.amount_kopecks else "без оплаты, только показания"),
        *([("Показания", given_digits(operation.readings))] if operation.readings else []),
        ("В реестре указано", operation.written_account or "счёта нет"),
    ]


def _read(operation_id: int) -> Operation:
    with refuse_invalid():
        return ask(services().payments.get_operation, OperationRef(operation_id=operation_id))


def _address(operation_id: int) -> str:
    return url_for("staff.operations.show", operation_id=operation_id)


def _page(operation: Operation, form: Form) -> ResponseReturnValue:
    given = given_with([operation])
    return render_template(
        "staff/bank_statements/operation.html", operation=operation, given=given, form=form
    ), form.status
