"""Who works on an appeal, and the supplier's answer: the customer reads it in «Обратная связь» and gets a letter, or
the way is noted by which staff have given it."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contracts.feedback import Answer, AppealTaking
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.attachments import attached
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff, require_member
from gateway.staff.appeals import appeals
from gateway.staff.forms.confirmation import key

blueprint = Blueprint("answers", __name__)


@blueprint.post("/accounts/<number>/appeals/<appeal_id>")
@for_staff("feedback.answer_appeal")
def answer(number: str, appeal_id: str) -> ResponseReturnValue:
    """A text that comes after somebody else's answer is refused and shown again beside that answer."""
    form = Form.posted("text", "nonce", "seen", "way", secret=("files",))
    with form:
        wanted = Answer(
            appeal_id=appeal_id,
            text=form["text"].strip(),
            files=attached(),
            idempotency_key=key(form),
            seen=unvalidated(int(form["seen"]) if form["seen"].isascii() and form["seen"].isdecimal() else None),
            by_name=require_member().login,
            way=unvalidated(form["way"] or None),
        )
        answered = ask(services().feedback.answer_appeal, wanted)
        sent = answered.channel == "cabinet"
        done = "отправлен абоненту" if sent else "записан"
        flash(f"Ответ на обращение {answered.number} {done}.", "success")
        return redirect(url_for("staff.appeals.show", number=number, appeal_id=appeal_id))
    return appeals.page(number, appeal_id, form)


@blueprint.post("/accounts/<number>/appeals/<appeal_id>/take")
@for_staff("feedback.take_appeal")
def take(number: str, appeal_id: str) -> ResponseReturnValue:
    form = Form.posted("seen")
    with form:
        mine = not form.ticked("back")
        wanted = AppealTaking(appeal_id=appeal_id, take=mine, seen=form["seen"], by_name=require_member().login)
        taken = ask(services().feedback.take_appeal, wanted)
        said = "в работе у Вас" if mine else "возвращено в очередь"
        flash(f"Обращение {taken.number} {said}.", "success")
        return redirect(url_for("staff.appeals.show", number=number, appeal_id=appeal_id))
    return appeals.page(number, appeal_id, form)
