"""Previews of every kind of letter, filled with sample data."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from contracts.notifications import LetterKindRef
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services
from gateway.staff.access.members import for_staff

blueprint = Blueprint("previews", __name__)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A letter brings its own styles, and nothing in it may run or be followed."""
FIRST = "activation"


@blueprint.get("/letters/kinds")
@for_staff("notifications.list_letter_kinds")
def show() -> ResponseReturnValue:
    kind = request.args.get("kind") or FIRST
    with Round() as ask_:
        kinds = ask_(services().notifications.list_letter_kinds, Nothing())
        with refuse_invalid():
            shown = ask_(services().notifications.preview_letter, LetterKindRef(kind=kind))
    return render_template("staff/letters/previews.html", kinds=kinds.value.kinds, kind=kind, letter=shown.value)


@blueprint.get("/letters/kinds/<kind>.html")
@for_staff("notifications.preview_letter")
def as_html(kind: str) -> ResponseReturnValue:
    with refuse_invalid():
        letter = ask(services().notifications.preview_letter, LetterKindRef(kind=kind))
    headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(letter.html, content_type="text/html; charset=utf-8", headers=headers)
