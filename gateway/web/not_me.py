"""«Это был не я»: by the link of a warning its reader closes the cabinet to everybody and chooses a new password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import OneTimeToken
from contracts.links import NOT_ME
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form

blueprint = Blueprint("not_me", __name__)


@blueprint.get(NOT_ME)
def show() -> ResponseReturnValue:
    """A button only: programs that look at letters open links as well."""
    return render_template("recovery/not_me.html", token=request.args.get("token", ""), form=Form())


@blueprint.post(NOT_ME)
def close() -> ResponseReturnValue:
    form = Form.posted()
    with form:
        closed = ask(services().auth.report_takeover, OneTimeToken(token=request.form.get("token", "")))
        return redirect(url_for("recovery.new_password", token=closed.token, closed=1), code=303)
    return render_template("recovery/not_me.html", token="", form=form), form.status
