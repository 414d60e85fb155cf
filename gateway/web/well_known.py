"""Addresses that programs expect on every site: for password keepers, finders of faults and search engines."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from gateway.settings import GatewaySettings

blueprint = Blueprint("well_known", __name__)
GOOD_FOR = timedelta(days=180)
"""RFC 9116 asks for less than a year, so that nobody trusts a contact that was forgotten."""
OPEN_PATHS = ("/$", "/registration$", "/information$", "/documents/", "/api/$", "/check$")
"""What a search engine may show; everything else is somebody's own, or leads to it by a secret in the address."""


@blueprint.get("/.well-known/change-password")
def change_password() -> ResponseReturnValue:
    """Where password keepers send their user (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect(url_for("profile.show", _anchor="password-section"))


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a fault in the security (RFC 9116)."""
    settings: GatewaySettings = current_app.extensions["settings"]
    expires = (datetime.now(UTC) + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{settings.supplier.security_email or settings.supplier.support_email}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ru, en",
        f"Canonical: {settings.public_url}{url_for('well_known.security')}",
    )
    return _text(*lines)


@blueprint.get("/robots.txt")
def robots() -> Response:
    return _text("User-agent: *", *(f"Allow: {path}" for path in OPEN_PATHS), "Disallow: /")


def _text(*lines: str) -> Response:
    return Response("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
