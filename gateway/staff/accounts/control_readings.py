"""Control readings (ПП РФ 354, п. 61) and the withdrawal of a wrong reading, both with their ground."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.readings import ControlCheck, ControlReading, ReadingCorrection
from contracts.wire import AccountRefs, ZoneValue
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.http.forms.reading_fields import READINGS, typed_values
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.meters import chosen, meters_of
from gateway.staff.accounts.typed_readings import button_of, doubts_of, facts_of, page_data
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.accounts import account
from wording.dates import day

blueprint = Blueprint("control_readings", __name__)


@blueprint.get("/accounts/<number>/readings/control")
@for_staff("readings.record_control_reading")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form(), request.args.get("serial"))


@blueprint.post("/accounts/<number>/readings/control")
@for_staff("readings.record_control_reading")
def record(number: str) -> ResponseReturnValue:
    form = Form.posted("taken_on", "act", "passed_zero", "serial", "nonce", *READINGS.values())
    with form:
        meter = chosen(meters_of(number), form["serial"])
        wanted = ControlReading(
            account_number=number,
            values=_values(form, meter.decimals if meter else 0),
            taken_on=unvalidated(form["taken_on"]),
            act=form["act"].strip(),
            passed_zero=bool(form["passed_zero"]),
            confirmed=form.ticked("confirmed"),
            idempotency_key=key(form),
            serial=form["serial"] or None,
        )
        if wanted.confirmed:
            taken = ask(services().readings.record_control_reading, wanted)
            said = "Такие показания уже были записаны." if taken.repeated else "Контрольные показания записаны."
            flash(said, "success")
            return redirect(address_of(number, "readings"))
        if not form.ticked("edit"):
            return confirmation(_recording(wanted), form, address_of(number, "readings"))
    return _page(number, form, form["serial"])


def _recording(wanted: ControlReading) -> Action:
    """What is about to be recorded, with the kWh and the money that it means, and what is doubtful about it."""
    numbers = AccountRefs(account_numbers=[wanted.account_number])
    question = ControlCheck(
        account_number=wanted.account_number,
        values=wanted.values,
        taken_on=wanted.taken_on,
        passed_zero=wanted.passed_zero,
        serial=wanted.serial,
    )
    with Round() as ask_:
        checks = ask_(services().readings.check_control_reading, question)
        overviews = ask_(services().billing.get_overviews, numbers)
    checked = checks.value
    return Action(
        title="Записать контрольные показания?",
        facts=[
            *facts_of(wanted.account_number, checked, overviews),
            ("Дата проверки", day(wanted.taken_on)),
            ("Акт проверки", wanted.act),
        ],
        warning="Показания войдут в расчёт, абонент увидит их в разделе «Показания».",
        button=button_of(checked),
        doubts=doubts_of(checked),
    )


@blueprint.get("/accounts/<number>/readings/<reading_id>/withdraw")
@for_staff("readings.withdraw_reading")
def reason(number: str, reading_id: str) -> ResponseReturnValue:
    return render_template(
        "staff/accounts/withdraw_reading.html", number=known_shape(number), reading_id=reading_id, form=Form()
    )


@blueprint.post("/accounts/<number>/readings/<reading_id>/withdraw")
@for_staff("readings.withdraw_reading")
def withdraw(number: str, reading_id: str) -> ResponseReturnValue:
    form = Form.posted("reason", "nonce")
    with form:
        wanted = ReadingCorrection(
            account_number=number,
            reading_id=reading_id,
            reason=form["reason"].strip(),
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().readings.withdraw_reading, wanted)
            flash("Показания отозваны.", "success")
            return redirect(address_of(number, "readings"))
        if not form.ticked("edit"):
            return confirmation(_action(wanted), form, address_of(number, "readings"))
    return render_template(
        "staff/accounts/withdraw_reading.html", number=number, reading_id=reading_id, form=form
    ), form.status


def _values(form: Form, decimals: int) -> list[ZoneValue]:
    values = typed_values(form, decimals=decimals)
    if not values:
        raise Refusal("invalid_field", "Укажите показания счётчика.")
    return values


def _action(wanted: ReadingCorrection) -> Action:
    return Action(
        title="Отозвать показания?",
        facts=[("Лицевой счёт", account(wanted.account_number)), ("Причина", wanted.reason)],
        warning="Отозванные показания не вернуть: их можно только записать заново. Причину увидит абонент.",
        button="Отозвать показания",
    )


def _page(number: str, form: Form, serial: str | None = None) -> ResponseReturnValue:
    data = page_data(number, form, serial)
    return render_template("staff/accounts/control_reading.html", today=today(), **data), form.status
