"""Payment by QR code of the Faster Payments System (СБП): a code for another screen, a link for this phone."""

from urllib.parse import urlsplit

import segno
from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gateway.backend.printing import find_payment
from gateway.http.forms.redirects import is_bank
from gateway.http.identity.guards import signed_in

blueprint = Blueprint("sbp", __name__)
HOST = "qr.nspk.ru"
"""Where every code of the system leads (НСПК)."""


@blueprint.get("/payments/<payment_id>/qr")
@signed_in
def show(payment_id: str) -> ResponseReturnValue:
    """Refreshes itself until the bank reports the outcome, then redirects to the page of the payment."""
    payment = find_payment(payment_id)
    if payment.state not in ("awaiting_bank", "registering", "unknown"):
        return redirect(url_for("home.show", payment=payment.payment_id))
    link = payment.sbp_link if payment.sbp_link and leads_to_bank(payment.sbp_link) else None
    return render_template("payments/sbp.html", payment=payment, link=link, code=picture(link) if link else None)


def leads_to_bank(link: str) -> bool:
    """Of the system itself, or of the acquirer."""
    parts = urlsplit(link)
    return (parts.scheme, parts.netloc) == ("https", HOST) or is_bank(link)


def picture(link: str) -> Markup:
    """Black on white whatever the theme: a camera needs the contrast and the quiet zone."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S704 - our own drawing
