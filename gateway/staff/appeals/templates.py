"""Answer templates for appeals: staff edit them here and start an answer from one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.feedback import AnswerTemplate, TemplateChange, TemplateRef
from contracts.wire import Nothing
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.forms.confirmation import Action, confirmation

blueprint = Blueprint("templates", __name__)


@blueprint.get("/templates")
@for_staff("feedback.list_templates")
def show() -> ResponseReturnValue:
    return _page(None, Form())


@blueprint.get("/templates/<template_id>")
@for_staff("feedback.save_template")
def edit(template_id: str) -> ResponseReturnValue:
    known = next((one for one in _known() if one.template_id == template_id), None)
    if known is None:
        raise Refusal("template_not_found", "Такого шаблона больше нет.")
    return _page(template_id, Form({"title": known.title, "text": known.text}, ("title", "text")))


@blueprint.post("/templates")
@for_staff("feedback.save_template")
def save() -> ResponseReturnValue:
    form = Form.posted("title", "text", "template_id")
    with form:
        wanted = TemplateChange(
            template_id=form["template_id"] or None,
            title=form["title"].strip(),
            text=form["text"].strip(),
        )
        saved = ask(services().feedback.save_template, wanted)
        flash(f"Шаблон «{saved.title}» сохранён.", "success")
        return redirect(url_for("staff.templates.show"))
    return _page(form["template_id"] or None, form)


@blueprint.post("/templates/<template_id>/remove")
@for_staff("feedback.remove_template")
def remove(template_id: str) -> ResponseReturnValue:
    form = Form.posted("title")
    with form:
        wanted = TemplateRef(template_id=template_id)
        if not form.ticked("confirmed"):
            return confirmation(_action(form), form, url_for("staff.templates.show"))
        ask(services().feedback.remove_template, wanted)
        flash("Шаблон удалён; его текст остался в журнале действий.", "success")
        return redirect(url_for("staff.templates.show"))
    return _page(None, form)


def _action(form: Form) -> Action:
    return Action(
        title="Удалить шаблон?",
        facts=[("Название", form["title"])],
        warning="Отправленные по нему ответы не изменятся.",
        button="Удалить шаблон",
        editable=False,
    )


def _known() -> list[AnswerTemplate]:
    return ask(services().feedback.list_templates, Nothing()).templates


def _page(template_id: str | None, form: Form) -> ResponseReturnValue:
    page = render_template("staff/appeals/templates.html", known=_known(), edited=template_id, form=form)
    return page, form.status
