"""An appeal by telephone, letter or visit, written down by staff: for any account, registered or not."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.feedback import OpenAppealsQuery, Received, StaffAppeal
from contracts.wire import AccountRefs
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.attachments import attached
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff, require_member
from gateway.staff.accounts.account import known_shape
from gateway.staff.forms.confirmation import key
from gateway.staff.words.codes import ANSWER_WAY, CHANNEL

blueprint = Blueprint("received", __name__)
FIELDS = ("channel", "kind", "applicant", "contact", "answer_way", "received_on", "text", "nonce")
CHANNELS = tuple((code, CHANNEL[code]) for code in ("phone", "letter", "visit"))
WAYS = tuple((code, ANSWER_WAY[code]) for code in ("phone", "post", "email", "visit"))


@blueprint.get("/accounts/<number>/appeals/new")
@for_staff("feedback.open_appeal")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form({"channel": "phone", "answer_way": "phone", "received_on": today().isoformat()}))


@blueprint.post("/accounts/<number>/appeals/new")
@for_staff("feedback.open_appeal")
def record(number: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS, secret=("files",))
    with form:
        received = Received(
            channel=unvalidated(form["channel"]),
            applicant=form["applicant"].strip(),
            contact=form["contact"].strip(),
            answer_way=unvalidated(form["answer_way"]),
            received_on=unvalidated(form["received_on"]),
        )
        wanted = StaffAppeal(
            account_number=known_shape(number),
            kind=form["kind"],
            text=form["text"].strip(),
            files=attached(),
            received=received,
            by_name=require_member().login,
            idempotency_key=key(form),
        )
        made = ask(services().feedback.open_appeal, wanted)
        flash(f"Обращение {made.number} зарегистрировано: назовите номер абоненту.", "success")
        return redirect(url_for("staff.appeals.show", number=number, appeal_id=made.appeal_id))
    return _page(number, form)


def _page(number: str, form: Form) -> ResponseReturnValue:
    with Round() as ask_:
        kinds = ask_(services().feedback.list_kinds, OpenAppealsQuery())
        overviews = ask_(services().billing.get_overviews, AccountRefs(account_numbers=[known_shape(number)]))
    page = render_template(
        "staff/appeals/received.html",
        number=number,
        form=form,
        kinds=[(one.kind, one.title) for one in kinds.value.kinds],
        overview=overviews.value.accounts[0],
        channels=CHANNELS,
        ways=WAYS,
        today=today(),
    )
    return page, form.status
