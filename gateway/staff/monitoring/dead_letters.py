"""Dead letters, events that no handler could process: shown without secrets, replayed, or discarded with a reason."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.dead_letters import DeadLetterDecision, DeadLetters, KeepsDeadLetters
from contracts.services import answering
from contracts.wire import Nothing
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.forms.confirmation import Action, confirmation

blueprint = Blueprint("dead_letters", __name__)
CALL = "auth.list_dead_letters"
DECIDE = "auth.settle_dead_letter"
SERVICES = answering(KeepsDeadLetters)
DECISIONS = {
    "replay": (
        "Вернуть сообщение в работу?",
        "Вернуть в работу",
        "Обработчик получит его снова. Если причина не устранена, оно вернётся сюда.",
    ),
    "discard": (
        "Удалить сообщение?",
        "Удалить",
        "Факт останется необработанным навсегда. Что это было, сохранит журнал действий.",
    ),
}


@blueprint.get("/dead-letters")
@for_staff(CALL)
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/dead-letters")
@for_staff(DECIDE)
def decide() -> ResponseReturnValue:
    form = Form.posted("service", "queue", "letter_id", "deed", "reason")
    with form:
        wanted = DeadLetterDecision(
            deed=unvalidated(form["deed"]),
            queue=form["queue"],
            letter_id=form["letter_id"],
            reason=form["reason"].strip(),
        )
        if not form.ticked("confirmed"):
            return confirmation(_action(wanted), form, url_for("staff.dead_letters.show"))
        ask(_of(form["service"]).settle_dead_letter, wanted, seconds=15)
        flash("Сообщение возвращено в работу." if wanted.deed == "replay" else "Сообщение удалено.", "success")
        return redirect(url_for("staff.dead_letters.show"))
    return _page(form)


def _action(wanted: DeadLetterDecision) -> Action:
    title, button, warning = DECISIONS[wanted.deed]
    facts = [("Очередь", wanted.queue), ("Номер", wanted.letter_id), ("Причина", wanted.reason)]
    return Action(title=title, facts=facts, warning=warning, button=button, editable=False)


def _of(service: str) -> Any:
    return getattr(services(), service if service in SERVICES else SERVICES[0])


def _page(form: Form) -> ResponseReturnValue:
    with Round(seconds=12) as ask_:
        answers = {name: ask_(_of(name).list_dead_letters, Nothing()) for name in SERVICES}
    found: dict[str, DeadLetters | None] = {name: answer.or_none for name, answer in answers.items()}
    page = render_template(
        "staff/monitoring/dead_letters.html",
        form=form,
        found={name: page for name, page in found.items() if page is not None},
        silent=[name for name, page in found.items() if page is None],
        total=sum(page.total for page in found.values() if page is not None),
    )
    return page, form.status
