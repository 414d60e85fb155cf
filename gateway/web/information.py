"""«Информация» (M4.8) and the public documents (M1.2)."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from chassis.errors import CallFailed, Refusal
from gateway.identity import visitor
from gateway.web.legal import CONSENT_VERSION

blueprint = Blueprint("information", __name__)
DOCUMENTS = ("policy", "agreement", "consent")


@blueprint.get("/information")
def show() -> ResponseReturnValue:
    _recognise()
    return render_template("information/help.html")


@blueprint.get("/documents/<name>")
def document(name: str) -> ResponseReturnValue:
    if name not in DOCUMENTS:
        abort(404)
    _recognise()
    return render_template(f"information/{name}.html", version=CONSENT_VERSION)


def _recognise() -> None:
    """Show the signed-in visitor his sections; these pages are open to everybody and need no service."""
    try:
        visitor()
    except (CallFailed, Refusal):
        return
