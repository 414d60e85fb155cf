"""«Согласия и мои данные» (152-ФЗ): consents given, a copy of all data, deletion of the cabinet."""

from flask import Blueprint, Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import ConsentGiven, From
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.files.documents import disposition
from gateway.http.forms.form import Form
from gateway.http.identity.cookie import forget_everything
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.token import remote_ip
from gateway.http.identity.visitor import confirm
from gateway.http.kept import again, posted
from gateway.web.privacy.own_data import archive
from gateway.web.settings.profile import CURRENT
from gateway.words.legal import CONSENT_VERSION

blueprint = Blueprint("privacy", __name__)
NOT_AGREED = "Отметьте согласие, чтобы продолжить. Если Вы не согласны, кабинет можно удалить."


@blueprint.get("/settings/privacy")
@signed_in
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.get("/consent")
@signed_in
def consent() -> ResponseReturnValue:
    """The new edition, asked for once."""
    return render_template("privacy/consent.html", form=Form())


@blueprint.post("/consent")
@signed_in
def agree() -> ResponseReturnValue:
    form = Form.posted(secret=("consent",))
    if not form.ticked("consent"):
        form.refuse(NOT_AGREED, "consent")
        return render_template("privacy/consent.html", form=form), form.status
    with refuse_invalid():
        ask(services().auth.give_consent, ConsentGiven(version=CONSENT_VERSION, ip=remote_ip()))
    flash("Спасибо, согласие записано.", "success")
    return again.after_sign_in(posted.carried(), {}) or redirect(url_for("home.show"))


@blueprint.post("/settings/privacy/data")
@signed_in
def export() -> ResponseReturnValue:
    """«Скачать мои данные»."""
    form = Form.posted(secret=CURRENT)
    with form:
        visitor = confirm(form.secret("current_password"))
        content = archive(visitor.numbers, visitor.primary)
        response = Response(content, content_type="application/zip")
        response.headers["Content-Disposition"] = disposition("мои-данные.zip")
        return response
    return _page(form)


@blueprint.get("/settings/privacy/delete")
@signed_in
def ask_deletion() -> ResponseReturnValue:
    """What goes, what stays and why, before it is done."""
    return render_template("privacy/delete.html", form=Form())


@blueprint.post("/settings/privacy/delete")
@signed_in
def delete() -> ResponseReturnValue:
    form = Form.posted(secret=(*CURRENT, "understood"))
    if not form.ticked("understood"):
        form.refuse("Отметьте, что удаление необратимо.", "understood")
        return render_template("privacy/delete.html", form=form), form.status
    with form:
        confirm(form.secret("current_password"))
        ask(services().auth.delete_cabinet, From(ip=remote_ip()))
        session.clear()
        flash("Личный кабинет удалён, согласие отозвано. Подтверждение придёт письмом.", "success")
        response = redirect(url_for("entrance.sign_in"))
        forget_everything(response)
        return response
    return render_template("privacy/delete.html", form=form), form.status


def _page(form: Form) -> ResponseReturnValue:
    require_visitor()
    journal = ask(services().auth.list_consents, Nothing())
    return render_template("privacy/privacy.html", form=form, consents=journal.entries), form.status
