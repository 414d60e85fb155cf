"""The queue of appeals that wait, the most urgent first; one appeal with its conversation, files and notes."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.feedback import OPEN_APPEALS_A_PAGE, AppealRef, FileRef, NotesQuery, QueueQuery
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.files.documents import send
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.words.codes import ANSWER_WAY

blueprint = Blueprint("appeals", __name__)
WHOSE = (("all", "все"), ("mine", "мои"), ("free", "ничьи"))
WAYS = tuple((code, ANSWER_WAY[code]) for code in ("phone", "post", "email", "visit"))


@blueprint.get("/appeals")
@for_staff("feedback.list_queue")
def waiting() -> ResponseReturnValue:
    with refuse_invalid():
        wanted = QueueQuery(
            kind=request.args.get("kind") or None,
            whose=unvalidated(request.args.get("whose") or "all"),
            late="late" in request.args,
            after=request.args.get("after") or None,
        )
    with Round() as ask_:
        found = ask_(services().feedback.list_queue, wanted)
        counts = ask_(services().feedback.get_queue_counts, Nothing())
    appeals = found.value.appeals
    return render_template(
        "staff/appeals/appeals.html",
        appeals=appeals,
        wanted=wanted,
        counts=counts.or_nothing.kinds if counts.or_nothing else [],
        whose=WHOSE,
        more=len(appeals) == OPEN_APPEALS_A_PAGE,
        today=today(),
    )


@blueprint.get("/accounts/<number>/appeals/<appeal_id>")
@for_staff("feedback.get_appeal")
def show(number: str, appeal_id: str) -> ResponseReturnValue:
    """With the text of a ready answer when one is chosen."""
    return page(number, appeal_id, Form(), request.args.get("template"))


@blueprint.get("/accounts/<number>/appeals/<appeal_id>/files/<file_id>")
@for_staff("feedback.get_file")
def file(number: str, appeal_id: str, file_id: str) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = FileRef(account_number=number, appeal_id=appeal_id, file_id=file_id)
    return send(ask(services().feedback.get_file, wanted), download=True)


def page(number: str, appeal_id: str, form: Form, template_id: str | None = None) -> ResponseReturnValue:
    """The appeal and the form for the answer."""
    with refuse_invalid():
        wanted = AppealRef(account_number=number, appeal_id=appeal_id)
        about = NotesQuery(account_number=number, appeal_id=appeal_id)
    with Round() as ask_:
        found = ask_(services().feedback.get_appeal, wanted)
        ready = ask_(services().feedback.list_templates, Nothing())
        notes = ask_(services().feedback.list_notes, about)
    templates = ready.or_nothing.templates if ready.or_nothing else []
    chosen = next((one for one in templates if one.template_id == template_id), None)
    if chosen is not None:
        form = Form({"text": chosen.text}, ("text", "files"))
    content = render_template(
        "staff/appeals/appeal.html",
        appeal=found.value,
        form=form,
        today=today(),
        templates=templates,
        chosen=chosen,
        notes=notes.or_nothing.notes if notes.or_nothing else [],
        ways=WAYS,
    )
    return content, form.status
