"""«Настройки» (M4.2): one page, each change with its own form, the current password and «изменить»."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import NewEmail, NewPhone, SessionToken
from contracts.wire import Nothing
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.mail_domains import hint
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.visitor import confirm

blueprint = Blueprint("profile", __name__)
CURRENT = ("current_password",)


@blueprint.get("/settings")
@signed_in
def show() -> ResponseReturnValue:
    return page()


def page(section: str | None = None, form: Form | None = None, issued: str | None = None) -> ResponseReturnValue:
    """The whole page; the posted form goes back to its section. `issued` is a token to show this once."""
    visitor = require_visitor()
    with Round() as ask_:
        profile = ask_(services().auth.get_profile, Nothing())
        delivery = ask_(services().notifications.get_delivery, Nothing())
        sessions = ask_(services().auth.list_sessions, SessionToken(token=visitor.token))
        tokens = ask_(services().auth.list_tokens, Nothing())
        policy = ask_(services().auth.get_entrance_policy, Nothing())
    empty = Form()
    content = render_template(
        "settings/settings.html",
        profile=profile.value,
        delivery=delivery.or_none,
        sessions=sessions.value.sessions,
        tokens=tokens.value.tokens,
        proof=policy.value.ownership_proof,
        form_of=lambda name: form if form is not None and name == section else empty,
        section=section,
        errors=form.errors if form else {},
        issued=issued,
    )
    return content, form.status if form else 200


@blueprint.post("/settings/email")
@signed_in
def change_email() -> ResponseReturnValue:
    form = Form.posted("email", secret=CURRENT)
    with form:
        wanted = NewEmail(email=form["email"].strip())
        confirm(form.secret("current_password"))
        ask(services().auth.request_email_change, wanted)
        meant = hint(form["email"])
        flash(f"Мы отправили письмо на {form['email'].strip()}. Перейдите по ссылке в нём, чтобы подтвердить адрес.")
        if meant:
            flash(f"Возможно, вы имели в виду {meant}?", "warning")
        return redirect(url_for("profile.show"))
    return page("email", form)


@blueprint.post("/settings/phone")
@signed_in
def change_phone() -> ResponseReturnValue:
    form = Form.posted("phone", secret=CURRENT)
    with form:
        wanted = NewPhone(phone=form["phone"].strip())
        confirm(form.secret("current_password"))
        ask(services().auth.change_phone, wanted)
        flash("Телефон сохранён." if wanted.phone else "Телефон удалён.", "success")
        return redirect(url_for("profile.show"))
    return page("phone", form)
