"""«Кто ещё видит этот счёт»: other cabinets with the primary account, and ending or allowing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import ViewerRef, Viewers
from contracts.links import VIEWERS
from contracts.wire import AccountRef
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.visitor import confirm
from gateway.web.settings.profile import CURRENT

blueprint = Blueprint("viewers", __name__)


@blueprint.get(VIEWERS)
@signed_in
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post(VIEWERS)
@signed_in
def change() -> ResponseReturnValue:
    """«отвязать» or «разрешить снова», whichever button was pressed."""
    form = Form.posted(secret=CURRENT)
    with form:
        admit = request.form.get("action") == "admit"
        with refuse_invalid():
            wanted = ViewerRef(account_number=_own(), viewer_id=request.form.get("viewer", ""))
        confirm(form.secret("current_password"))
        ask(services().auth.admit_viewer if admit else services().auth.remove_viewer, wanted)
        flash(
            "Этот кабинет снова может добавить счёт."
            if admit
            else "Счёт отвязан. Владелец того кабинета узнает об этом из письма.",
            "success",
        )
        return redirect(url_for("viewers.show"))
    return _page(form)


def _page(form: Form) -> ResponseReturnValue:
    found: Viewers = ask(services().auth.list_viewers, AccountRef(account_number=_own()))
    return render_template("settings/viewers.html", found=found, form=form), form.status


def _own() -> str:
    """The account by which the person signs in; only its owner sees who else has it."""
    return require_visitor().identity.accounts[0].number
