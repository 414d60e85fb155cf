"""Appeals that wait for an answer, the most urgent first; one appeal with its conversation and files."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.feedback import OPEN_APPEALS_A_PAGE, AppealRef, FileRef, OpenAppealsQuery
from gateway.documents import send
from gateway.messages import build
from gateway.rpc import ask, services
from gateway.staff.identity import for_staff
from gateway.web.forms import Form
from gateway.web.intervals import today

blueprint = Blueprint("appeals", __name__)


@blueprint.get("/appeals")
@for_staff("feedback.list_open")
def waiting() -> ResponseReturnValue:
    after = request.args.get("after") or None
    appeals = ask(services().feedback.list_open, build(OpenAppealsQuery, after=after)).appeals
    more = len(appeals) == OPEN_APPEALS_A_PAGE
    return render_template("staff/appeals.html", appeals=appeals, after=after, more=more, today=today())


@blueprint.get("/accounts/<number>/appeals/<appeal_id>")
@for_staff("feedback.get_appeal")
def show(number: str, appeal_id: str) -> ResponseReturnValue:
    return page(number, appeal_id, Form())


@blueprint.get("/accounts/<number>/appeals/<appeal_id>/files/<file_id>")
@for_staff("feedback.get_file")
def file(number: str, appeal_id: str, file_id: str) -> ResponseReturnValue:
    wanted = build(FileRef, account_number=number, appeal_id=appeal_id, file_id=file_id)
    return send(ask(services().feedback.get_file, wanted), download=True)


def page(number: str, appeal_id: str, form: Form) -> ResponseReturnValue:
    """The appeal and the form for the answer."""
    wanted = build(AppealRef, account_number=number, appeal_id=appeal_id)
    appeal = ask(services().feedback.get_appeal, wanted)
    return render_template("staff/appeal.html", appeal=appeal, form=form, today=today()), form.status
