"""Confirmation of a new e-mail address by the link of its letter (M4.2.4)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import OneTimeToken
from contracts.links import EMAIL_CONFIRMATION
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form

blueprint = Blueprint("email", __name__)


@blueprint.get(EMAIL_CONFIRMATION)
def show() -> ResponseReturnValue:
    """A button only, as at activation."""
    return render_template("settings/email_confirm.html", token=request.args.get("token", ""), form=Form())


@blueprint.post(EMAIL_CONFIRMATION)
def confirm() -> ResponseReturnValue:
    form = Form.posted()
    with form:
        ask(services().auth.confirm_email, OneTimeToken(token=request.form.get("token", "")))
        flash("Новый адрес электронной почты подтверждён. Сеансы завершены, войдите ещё раз.", "success")
        return redirect(url_for("entrance.sign_in"))
    return render_template("settings/email_confirm.html", token="", form=form), form.status
