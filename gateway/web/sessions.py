"""Open sessions of one's own: see them, end them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import SessionRef, SessionToken
from gateway.identity import require_visitor, signed_in
from gateway.messages import build
from gateway.rpc import ask, services

blueprint = Blueprint("sessions", __name__)


@blueprint.post("/settings/sessions/end")
@signed_in
def end() -> ResponseReturnValue:
    ask(services().auth.end_session, build(SessionRef, id=request.form.get("id", "")))
    flash("Сеанс завершён.", "success")
    return redirect(url_for("profile.show", _anchor="sessions"))


@blueprint.post("/settings/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    ask(services().auth.end_other_sessions, SessionToken(token=require_visitor().token))
    flash("Все остальные сеансы завершены.", "success")
    return redirect(url_for("profile.show", _anchor="sessions"))
