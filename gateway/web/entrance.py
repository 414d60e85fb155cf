"""The landing page: signing in and out (M3.3, M3.6)."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import Credentials
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.redirects import local_path
from gateway.http.identity import sessions
from gateway.http.identity.cookie import cookie_name, forget, known_browser, remember
from gateway.http.identity.guards import signed_in
from gateway.http.identity.token import held_token, remote_ip
from gateway.http.identity.visitor import visitor
from gateway.http.kept import again, posted
from wording.dates import moment

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/")
def sign_in() -> ResponseReturnValue:
    """The sign-in form; whoever is signed in already goes on to «Главная»."""
    if sessions.recognised(visitor) is not None:
        return redirect(url_for("home.show"))
    return _page(Form())


@blueprint.post("/")
def open_session() -> ResponseReturnValue:
    """«Войти в систему»."""
    form = Form.posted("account_number")
    with form:
        credentials = Credentials(
            account_number=form["account_number"],
            password=form.secret("password"),
            ip=remote_ip(),
            user_agent=request.user_agent.string[:512],
            replaces=held_token(cookie_name()),
            browser=known_browser(),
        )
        opened = ask(services().auth.sign_in, credentials)
        session.clear()  # a new form token for a new identity
        if opened.last_sign_in is not None:
            flash(
                f"Предыдущий вход: {moment(opened.last_sign_in)}. Если это были не Вы, смените пароль в «Настройках»."
            )
        home = url_for("password.first") if opened.must_change_password else url_for("home.show")
        kept = again.after_sign_in(posted.carried(), {cookie_name(): opened.token})
        response = kept or redirect(local_path(request.form.get("next")) or home)
        remember(response, opened)
        return response
    return _page(form)


@blueprint.get("/session")
@signed_in
def stay() -> ResponseReturnValue:
    """«Остаться»: being asked for keeps the session open, as every page does."""
    return "", 204


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """«Выход»."""
    return sessions.sign_out(visitor, "entrance.sign_in", forget)


def _page(form: Form) -> ResponseReturnValue:
    back = local_path(request.values.get("next"))
    return render_template("entrance/sign_in.html", form=form, next=back), form.status
