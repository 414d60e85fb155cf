"""Readings that a customer says by telephone: with the checks and the price that they would see themselves."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.readings import ReadingCheck, ReadingSubmission, TypedReading
from contracts.wire import AccountRefs
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import READINGS
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.typed_readings import button_of, doubts_of, facts_of, page_data
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.dates import month

blueprint = Blueprint("told_readings", __name__)


@blueprint.get("/accounts/<number>/readings/told")
@for_staff("readings.record_told_readings")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form(), request.args.get("serial"))


@blueprint.post("/accounts/<number>/readings/told")
@for_staff("readings.record_told_readings")
def record(number: str) -> ResponseReturnValue:
    """Asks once with kWh and rubles, and names what is hardly possible; then records."""
    form = Form.posted("serial", "nonce", *READINGS.values())
    with form:
        wanted = ReadingSubmission(
            account_number=known_shape(number),
            values=_typed(form),
            confirmed=form.ticked("confirmed"),
            idempotency_key=key(form),
            serial=form["serial"] or None,
        )
        if wanted.confirmed:
            taken = ask(services().readings.record_told_readings, wanted)
            said = "Такие показания уже были переданы." if taken.repeated else "Показания по телефону записаны."
            flash(said, "success")
            return redirect(address_of(number, "readings"))
        if not form.ticked("edit"):
            asked = _asking(wanted, form)
            if asked is not None:
                return confirmation(asked, form, address_of(number, "readings"))
    return _page(number, form, form["serial"])


def _typed(form: Form) -> list[TypedReading]:
    typed = [
        TypedReading(zone=zone, digits=form[name].strip()) for zone, name in READINGS.items() if form[name].strip()
    ]
    if not typed:
        raise Refusal("invalid_field", "Укажите показания счётчика.")
    return typed


def _asking(wanted: ReadingSubmission, form: Form) -> Action | None:
    """None when the form's errors say what is wrong."""
    question = ReadingCheck(account_number=wanted.account_number, values=wanted.values, serial=wanted.serial)
    with Round() as ask_:
        checks = ask_(services().readings.check_readings, question)
        overviews = ask_(services().billing.get_overviews, AccountRefs(account_numbers=[wanted.account_number]))
    checked = checks.value
    for finding in checked.findings:
        if finding.severity == "error":
            form.refuse(finding.message, READINGS.get(finding.zone) if finding.zone else None)
    if form.errors:
        return None
    return Action(
        title="Записать показания по телефону?",
        facts=[
            *facts_of(wanted.account_number, checked, overviews),
            ("Войдут в счёт за", month(checked.period)),
        ],
        warning="Прочтите показания абоненту: он увидит их в разделе «Показания» с пометкой «по телефону».",
        button=button_of(checked),
        doubts=doubts_of(checked),
        danger=checked.verdict == "needs_confirmation",
    )


def _page(number: str, form: Form, serial: str | None) -> ResponseReturnValue:
    return render_template("staff/accounts/told_readings.html", **page_data(number, form, serial)), form.status
