"""Signing in to the desk with login, password and a one-time code, and leaving it."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.auth import StaffCredentials
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.redirects import local_path
from gateway.http.identity import sessions
from gateway.http.identity.token import held_token, remote_ip
from gateway.http.kept import again, posted
from gateway.staff.access import step_up
from gateway.staff.access.members import cookie_name, for_staff, forget, member, remember, require_member

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    return redirect(url_for("staff.search.show")) if sessions.recognised(member) else _page(Form())


@blueprint.post("/sign-in")
def open_session() -> ResponseReturnValue:
    form = Form.posted("login")
    with form:
        credentials = StaffCredentials(
            login=form["login"],
            password=form.secret("password"),
            totp="".join(form.secret("totp").split()),
            ip=remote_ip(),
            user_agent=request.user_agent.string[:512],
            replaces=held_token(cookie_name()),
        )
        opened = ask(services().auth.sign_in_staff, credentials)
        session.clear()  # a new form token for a new identity
        kept = again.after_sign_in(posted.carried(), {cookie_name(): opened.token})
        response = kept or redirect(_back() or url_for("staff.search.show"))
        remember(response, opened)
        return response
    return _page(form)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    return sessions.sign_out(member, "staff.entrance.sign_in", forget)


@blueprint.post("/proof")
@for_staff()
def prove() -> ResponseReturnValue:
    """For the script of a form with files: 204 when the form may be sent, else what to say beside its field.

    Without scripts the page of the form asks first and says by `next` where to come back.
    """
    present = require_member()
    if back := _back():
        asked = None if present.confirmed else step_up.prove(present.token)
        return asked or redirect(back, 303)
    typed = Form.posted(secret=(step_up.FIELD,)).secret(step_up.FIELD)
    if present.confirmed:
        return "", 204
    if not typed:
        return {"message": "Введите пароль или новый код из приложения: файл остаётся выбранным."}, 422
    try:
        step_up.check(present.token, typed)
    except Refusal as refusal:
        return {"message": refusal.message}, 422
    return "", 204


def _back() -> str | None:
    path = local_path(request.values.get("next"))
    return path if path and path.startswith("/staff") else None


def _page(form: Form) -> ResponseReturnValue:
    return render_template("staff/access/sign_in.html", form=form, next=_back()), form.status
