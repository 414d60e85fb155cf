"""A new password: on «Настройки», and at the first sign-in after a recovery (M3.5, M4.2.4)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import NewPassword
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.cookie import cookie_name, known_browser, remember
from gateway.http.identity.guards import signed_in
from gateway.http.identity.visitor import confirm
from gateway.http.kept import again, posted
from gateway.web.settings import profile

blueprint = Blueprint("password", __name__)
FIELDS = ("password", "password_confirmation", "current_password")


@blueprint.post("/settings/password")
@signed_in
def change() -> ResponseReturnValue:
    form = Form.posted(secret=FIELDS)
    done = _change(form, "profile.show")
    return done or profile.page("password", form)


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def first() -> ResponseReturnValue:
    """Replace the password of the recovery letter, with which the visitor has signed in; nothing else opens before."""
    form = Form.posted(secret=FIELDS)
    done = _change(form, "home.show", mailed=True) if form.ticked("password") else None
    return done or (render_template("settings/first_password.html", form=form), form.status)


def _change(form: Form, then: str, mailed: bool = False) -> ResponseReturnValue | None:
    with form:
        wanted = NewPassword(
            password=form.secret("password"),
            password_confirmation=form.secret("password_confirmation"),
            browser=known_browser() or None,
        )
        if mailed:
            opened = ask(services().auth.replace_mailed_password, wanted)
        else:
            confirm(form.secret("current_password"))
            opened = ask(services().auth.change_password, wanted)
        flash("Пароль изменён. Другие сеансы завершены, токены программ отозваны.", "success")
        response = again.after_sign_in(posted.carried(), {cookie_name(): opened.token}) or redirect(url_for(then))
        remember(response, opened)
        return response
    return None
