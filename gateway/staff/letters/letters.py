"""Letters that were or will be sent; staff can send one again."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.notifications import LETTERS_A_PAGE, LetterQuery, LetterRef
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.forms.confirmation import Action, confirmation

blueprint = Blueprint("letters", __name__)


@blueprint.get("/letters")
@for_staff("notifications.list_letters")
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("/letters/<letter_id>/resend")
@for_staff("notifications.resend_letter")
def resend(letter_id: str) -> ResponseReturnValue:
    """`to` and `subject` come along only to be shown again: the service sends what it has."""
    form = Form.posted("to", "subject")
    with form:
        wanted = LetterRef(letter_id=letter_id)
        if not form.ticked("confirmed"):
            return confirmation(_action(form), form, url_for("staff.letters.show"))
        letter = ask(services().notifications.resend_letter, wanted)
        told = f"Письмо «{letter.subject}» на {letter.to} поставлено в очередь."
        if letter.letter_id == letter_id and letter.purpose == "activation" and letter.state != "waiting":
            told = f"Новое письмо об активации уйдёт на {letter.to}, если кабинет ещё не активирован."
        flash(told, "success")
        return redirect(url_for("staff.letters.show"))
    return _page(form)


def _action(form: Form) -> Action:
    return Action(
        title="Отправить письмо ещё раз?",
        facts=[("Кому", form["to"]), ("Тема", form["subject"])],
        warning="Абонент получит ещё одно такое же письмо.",
        button="Отправить письмо",
        editable=False,
    )


def _page(refused: Form | None = None) -> ResponseReturnValue:
    values = {"account_number": request.args.get("account_number", "")}
    filtered, after, letters = Form(values, values), request.args.get("after") or None, []
    number = re.sub(r"[()\s]", "", values["account_number"])
    with filtered:
        with refuse_invalid():
            query = LetterQuery(account_number=number or None, after=after)
        letters = ask(services().notifications.list_letters, query).letters
    shown = refused or filtered
    page = render_template(
        "staff/letters/letters.html",
        letters=letters,
        form=filtered,
        errors=shown.errors,
        number=number,
        after=after,
        more=len(letters) == LETTERS_A_PAGE,
    )
    return page, shown.status
