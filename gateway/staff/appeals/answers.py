"""The supplier's answer to an appeal: the customer reads it in «Обратная связь» and gets a letter."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contracts.feedback import Answer
from gateway.backend.rpc import ask, services
from gateway.http.forms.attachments import attached
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.appeals import appeals
from gateway.staff.forms.confirmation import key

blueprint = Blueprint("answers", __name__)


@blueprint.post("/accounts/<number>/appeals/<appeal_id>")
@for_staff("feedback.answer_appeal")
def answer(number: str, appeal_id: str) -> ResponseReturnValue:
    form = Form.posted("text", "nonce", secret=("files",))
    with form:
        wanted = Answer(appeal_id=appeal_id, text=form["text"].strip(), files=attached(), idempotency_key=key(form))
        answered = ask(services().feedback.answer_appeal, wanted)
        flash(f"Ответ на обращение {answered.number} отправлен абоненту.", "success")
        return redirect(url_for("staff.appeals.show", number=number, appeal_id=appeal_id))
    return appeals.page(number, appeal_id, form)
