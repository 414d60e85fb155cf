"""«Информация» (M4.8) and the public documents (M1.2). They are open to everybody and need no service; a signed-in
visitor is recognised to see their sections."""

from datetime import date

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from gateway.http.identity.sessions import recognised
from gateway.http.identity.visitor import visitor
from gateway.words.legal import DOCUMENTS, LegalDocument

blueprint = Blueprint("information", __name__)


@blueprint.get("/information")
def show() -> ResponseReturnValue:
    recognised(visitor)
    return render_template("information/help.html")


@blueprint.get("/documents/<name>")
def document(name: str) -> ResponseReturnValue:
    """The edition in force."""
    found = DOCUMENTS.get(name) or abort(404)
    return _document(found, found.current)


@blueprint.get("/documents/<name>/<edition>")
def edition(name: str, edition: str) -> ResponseReturnValue:
    """Any edition, so that people can read what they once agreed to."""
    found = DOCUMENTS.get(name) or abort(404)
    wanted = next((one for one in found.editions if one.isoformat() == edition), None) or abort(404)
    return _document(found, wanted)


def _document(document: LegalDocument, edition: date) -> ResponseReturnValue:
    recognised(visitor)
    return render_template("documents/document.html", document=document, edition=edition)
