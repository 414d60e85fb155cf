"""Unsubscribes from bills and reminders by e-mail (B9) by the link of each such letter, without signing in.

Opening the page changes nothing; its button does, and so does a mail program's own button (RFC 8058), which posts
to the same address directly.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from contracts.links import UNSUBSCRIBE
from contracts.notifications import Unsubscription
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form

blueprint = Blueprint("unsubscribe", __name__)
LETTERS = {
    "email_bill": "счета на e-mail",
    "readings": "напоминания о показаниях",
    "bill": "сообщения о готовом счёте",
    "due": "напоминания о сроке оплаты",
    "verification": "напоминания о поверке счётчика",
}


def install(protection: CSRFProtect) -> None:
    """The key in the address is the proof; a mail program has no form token."""
    protection.exempt(blueprint)


@blueprint.get(UNSUBSCRIBE)
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post(UNSUBSCRIBE)
def stop() -> ResponseReturnValue:
    form, stopped = Form.posted(), None
    with form:
        wanted = Unsubscription(key=request.args.get("key", ""), kind=unvalidated(request.args.get("kind", "")))
        stopped = ask(services().notifications.unsubscribe, wanted)
    return _page(form, stopped)


def _page(form: Form, stopped: object = None) -> ResponseReturnValue:
    key, kind = request.args.get("key", ""), request.args.get("kind", "")
    page = render_template(
        "settings/unsubscribe.html", form=form, stopped=stopped, key=key, kind=kind, letters=LETTERS.get(kind)
    )
    return page, form.status
