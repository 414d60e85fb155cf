"""Notes for colleagues on an account or one of its appeals; customers never see them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from contracts.feedback import NewNote, NoteStriking
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff, require_member
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.forms.confirmation import key

blueprint = Blueprint("notes", __name__)


@blueprint.post("/accounts/<number>/notes")
@for_staff("feedback.write_note")
def write(number: str) -> ResponseReturnValue:
    form = Form.posted("text", "appeal_id", "pinned", "nonce")
    with form:
        wanted = NewNote(
            account_number=known_shape(number),
            appeal_id=form["appeal_id"] or None,
            text=form["text"].strip(),
            pinned=bool(form["pinned"]),
            by_name=require_member().login,
            idempotency_key=key(form),
        )
        ask(services().feedback.write_note, wanted)
        flash("Заметка записана. Абонент её не видит.", "success")
        return _back(number, form["appeal_id"])
    flash("Заметка не записана: " + " ".join(form.errors.values()), "warning")
    return _back(number, form["appeal_id"])


@blueprint.post("/accounts/<number>/notes/<note_id>/strike")
@for_staff("feedback.strike_note")
def strike(number: str, note_id: str) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = NoteStriking(
            account_number=known_shape(number),
            note_id=unvalidated(int(note_id) if note_id.isascii() and note_id.isdecimal() else note_id),
            by_name=require_member().login,
        )
    ask(services().feedback.strike_note, wanted)
    flash("Заметка зачёркнута.", "success")
    return _back(number, request.form.get("appeal_id", ""))


def _back(number: str, appeal_id: str) -> Response:
    if appeal_id:
        return redirect(url_for("staff.appeals.show", number=number, appeal_id=appeal_id, _anchor="notes"))
    return redirect(address_of(number, "notes"))
