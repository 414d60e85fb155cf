"""An act of a meter: replacement, reprogramming, removal, installation, failure, sealing, whole with its readings."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.readings import MeterActRequest, MeterDescription
from contracts.wire import ZoneValue
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.http.forms.reading_fields import READINGS, typed_values
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.meters import chosen, meters_of
from gateway.staff.acts.recording import question, recorded
from gateway.staff.forms.confirmation import Action, confirmation, key, whole_of
from gateway.staff.words.acts import EXPLAINED, METER_KINDS
from gateway.words.zones import in_words

blueprint = Blueprint("meter_acts", __name__)
NEW = "_new"
"""Ends the names of the fields for the new meter's first readings."""
NEW_METER = ("replacement", "reprogramming", "installation")
READABLE = ("replacement", "reprogramming", "removal", "failure", "sealing")
MAY_BE_UNREAD = ("replacement", "removal", "failure")
FIELDS = (
    "happened_on", "number", "serial", "unread", "note", "new_serial", "digits", "decimals", "ratio",
    "verification_due", "max_power_kw", "point", "nonce",
    *READINGS.values(), *(f"{name}{NEW}" for name in READINGS.values()),
)  # fmt: skip


@blueprint.get("/accounts/<number>/acts/meter/<kind>")
@for_staff("readings.record_meter_act")
def show(number: str, kind: str) -> ResponseReturnValue:
    return _page(number, kind, Form())


@blueprint.post("/accounts/<number>/acts/meter/<kind>")
@for_staff("readings.record_meter_act")
def record(number: str, kind: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = _typed(number, kind, form)
        if form.ticked("confirmed"):
            ask(services().readings.record_meter_act, wanted)
            return recorded(kind, number)
        if not form.ticked("edit"):
            return confirmation(
                _action(wanted, _decimals(number, form)), form, url_for("staff.acts.show", number=number)
            )
    return _page(number, kind, form)


def _typed(number: str, kind: str, form: Form) -> MeterActRequest:
    return MeterActRequest(
        account_number=number,
        kind=unvalidated(kind),
        happened_on=unvalidated(form["happened_on"]),
        number=form["number"].strip(),
        point=form["point"].strip() or "1",
        serial=form["serial"].strip() or None,
        last_readings=typed_values(form, decimals=_decimals(number, form)) if kind in READABLE else [],
        unread=bool(form["unread"]),
        new_meter=_new_meter(kind, form) if kind in NEW_METER else None,
        first_readings=_first(form) if kind in NEW_METER else [],
        note=form["note"].strip(),
        idempotency_key=key(form),
    )


def _new_meter(kind: str, form: Form) -> MeterDescription:
    """The scales of the new meter are those whose first readings were filled in."""
    first = _first(form)
    return MeterDescription(
        serial=form["serial"].strip() if kind == "reprogramming" else form["new_serial"].strip(),
        digits=whole_of(form, "digits"),
        zones=[value.zone for value in first],
        decimals=whole_of(form, "decimals", 0),
        ratio=whole_of(form, "ratio", 1),
        verification_due=unvalidated(form["verification_due"] or None),
        max_power_kw=whole_of(form, "max_power_kw") if form["max_power_kw"].strip() else None,
    )


def _first(form: Form) -> list[ZoneValue]:
    return typed_values(form, NEW, whole_of(form, "decimals", 0))


def _decimals(number: str, form: Form) -> int:
    """Of the meter that stands there."""
    meter = chosen(meters_of(number), form["serial"])
    return meter.decimals if meter else 0


def _action(wanted: MeterActRequest, decimals: int) -> Action:
    new = wanted.new_meter
    return question(
        wanted.kind,
        wanted.account_number,
        wanted.number,
        wanted.happened_on,
        before=[],
        after=[
            *([("Счётчик", f"№ {wanted.serial}")] if wanted.serial else []),
            *([("Последние показания", in_words(wanted.last_readings, decimals))] if wanted.last_readings else []),
            *([("Последние показания", "прочитать не удалось")] if wanted.unread else []),
            *([("Новый счётчик", f"№ {new.serial}, знаков: {new.digits}")] if new else []),
            *([("Первые показания", in_words(wanted.first_readings, new.decimals))] if new else []),
            *([("Примечание", wanted.note)] if wanted.note else []),
        ],
    )


def _page(number: str, kind: str, form: Form) -> ResponseReturnValue:
    if kind not in METER_KINDS:
        abort(404)
    meters = meters_of(number)
    page = render_template(
        "staff/acts/meter_act.html",
        number=number,
        kind=kind,
        title=METER_KINDS[kind],
        explained=EXPLAINED[kind],
        meters=meters,
        meter=chosen(meters, form["serial"] or request.args.get("serial", "")),
        form=form,
        today=today(),
        fields=READINGS,
        new=kind in NEW_METER,
        old=kind in READABLE,
        may_be_unread=kind in MAY_BE_UNREAD,
        suffix=NEW,
    )
    return page, form.status
