"""An act of an account: refused access, tampering, bad quality, closing."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import AccountActRequest, ActDetail
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import known_shape
from gateway.staff.accounts.owner import in_words, owner_of
from gateway.staff.acts.recording import question, recorded
from gateway.staff.forms.confirmation import Action, confirmation, key
from gateway.staff.words.acts import ACCOUNT_KINDS, DETAILS, EXPLAINED
from wording.dates import day

blueprint = Blueprint("account_acts", __name__)
STATES: dict[str, tuple[str, ...]] = {
    "access_refused": (),
    "tampering": ("since", "power_kw"),
    "quality": ("hours",),
    "closing": (),
}
"""What an act of each kind may state beside its days."""
LASTING = ("access_refused", "quality")
DAYS = ("since",)
FIELDS = ("happened_on", "until", "number", "serial", *DETAILS, "nonce")


@blueprint.get("/accounts/<number>/acts/account/<kind>")
@for_staff("billing.record_act")
def show(number: str, kind: str) -> ResponseReturnValue:
    return _page(number, kind, Form())


@blueprint.post("/accounts/<number>/acts/account/<kind>")
@for_staff("billing.record_act")
def record(number: str, kind: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = AccountActRequest(
            account_number=known_shape(number),
            kind=unvalidated(kind),
            happened_on=unvalidated(form["happened_on"]),
            until=unvalidated(form["until"] or None),
            serial=form["serial"].strip() or None,
            number=form["number"].strip(),
            details=[
                ActDetail(name=name, value=form[name].strip().replace(",", "."))
                for name in STATES.get(kind, ())
                if form[name].strip()
            ],
            idempotency_key=key(form),
        )
        if form.ticked("confirmed"):
            ask(services().billing.record_act, wanted)
            return recorded(kind, number)
        if not form.ticked("edit"):
            return confirmation(_action(wanted), form, url_for("staff.acts.show", number=number))
    return _page(number, kind, form)


def _action(wanted: AccountActRequest) -> Action:
    return question(
        wanted.kind,
        wanted.account_number,
        wanted.number,
        wanted.happened_on,
        before=[("Абонент", in_words(owner_of(wanted.account_number)))],
        after=[
            *([("По какой день", day(wanted.until))] if wanted.until else []),
            *[(DETAILS[one.name].capitalize(), one.value) for one in wanted.details],
        ],
    )


def _page(number: str, kind: str, form: Form) -> ResponseReturnValue:
    if kind not in ACCOUNT_KINDS:
        abort(404)
    page = render_template(
        "staff/acts/account_act.html",
        number=known_shape(number),
        kind=kind,
        title=ACCOUNT_KINDS[kind],
        explained=EXPLAINED[kind],
        details=[(name, DETAILS[name].capitalize(), "date" if name in DAYS else "text") for name in STATES[kind]],
        lasting=kind in LASTING,
        form=form,
        today=today(),
    )
    return page, form.status
