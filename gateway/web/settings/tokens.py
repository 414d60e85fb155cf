"""Personal API tokens (B5): issue one, see when it was last used, revoke it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import SessionRef, TokenRequest
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.guards import signed_in
from gateway.http.identity.visitor import confirm
from gateway.web.settings import profile
from gateway.web.settings.profile import CURRENT

blueprint = Blueprint("tokens", __name__)


@blueprint.post("/settings/tokens")
@signed_in
def issue() -> ResponseReturnValue:
    """The answer shows the token itself, this once; so it is a page and not a redirect."""
    form = Form.posted("name", "scopes", "days", secret=CURRENT)
    with form:
        days = form["days"].strip()
        wanted = TokenRequest(
            name=form["name"].strip(),
            scopes=unvalidated(request.form.getlist("scopes")),
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        )
        confirm(form.secret("current_password"))
        issued = ask(services().auth.issue_token, wanted)
        return profile.page(issued=issued.token)
    return profile.page("tokens", form)


@blueprint.post("/settings/tokens/revoke")
@signed_in
def revoke() -> ResponseReturnValue:
    with refuse_invalid():
        ask(services().auth.revoke_token, SessionRef(id=request.form.get("id", "")))
    flash("Токен отозван.", "success")
    return redirect(url_for("profile.show", _anchor="tokens"))
