"""«Забыли пароль?» (M3.5): the answer is the same whether or not the pair exists."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import PasswordByLink, Recovery
from contracts.links import NEW_PASSWORD
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.token import remote_ip

blueprint = Blueprint("recovery", __name__)


@blueprint.get("/recovery")
def show() -> ResponseReturnValue:
    return render_template("recovery/ask.html", form=Form())


@blueprint.post("/recovery")
def recover() -> ResponseReturnValue:
    """«Восстановить»."""
    form = Form.posted("account_number", "email")
    with form:
        request_ = Recovery(account_number=form["account_number"], email=form["email"].strip(), ip=remote_ip())
        ask(services().auth.recover_password, request_)
        return redirect(url_for("recovery.sent"))
    return render_template("recovery/ask.html", form=form), form.status


@blueprint.get("/recovery/sent")
def sent() -> ResponseReturnValue:
    return render_template("recovery/sent.html")


@blueprint.get(NEW_PASSWORD)
def new_password() -> ResponseReturnValue:
    """By the one-time link, where the supplier has chosen links, and after «Это был не я»."""
    asked = request.args
    return render_template(
        "recovery/new.html", form=Form(), token=asked.get("token", ""), closed=asked.get("closed") == "1"
    )


@blueprint.post(NEW_PASSWORD)
def set_password() -> ResponseReturnValue:
    form, token = Form.posted(secret=("password", "password_confirmation")), request.form.get("token", "")
    with form:
        wanted = PasswordByLink(
            token=token,
            password=form.secret("password"),
            password_confirmation=form.secret("password_confirmation"),
        )
        ask(services().auth.set_password_by_link, wanted)
        flash("Пароль изменён. Войдите с новым паролем.", "success")
        return redirect(url_for("entrance.sign_in"))
    return render_template("recovery/new.html", form=form, token=token, closed=False), form.status
