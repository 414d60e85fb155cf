"""Headers that every answer carries: content policy with a nonce, no caching of private pages, no framing."""

import secrets

from flask import Flask, g, request
from werkzeug.wrappers import Response

from contracts.links import ACTIVATION, EMAIL_CONFIRMATION, NEW_PASSWORD, NOT_ME, UNSUBSCRIBE
from gateway.settings import GatewaySettings

TOKEN_PAGES = (ACTIVATION, NEW_PASSWORD, EMAIL_CONFIRMATION, NOT_ME, UNSUBSCRIBE)
"""Their address holds a token: nothing may pass it on."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def install(app: Flask, settings: GatewaySettings) -> None:
    """Add the headers to every answer, errors and files included."""

    @app.before_request
    def draw_nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(settings))
        private = "no-referrer" if request.path in TOKEN_PAGES else "strict-origin-when-cross-origin"
        response.headers["Referrer-Policy"] = private
        response.headers["X-Request-Id"] = g.get("request_id", "-")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


def _policy(settings: GatewaySettings) -> str:
    """Chromium applies `form-action` to redirects after a POST too, so the bank's page is named."""
    nonce = g.get("nonce", "")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "frame-src 'self'",
            f"form-action 'self' {settings.bank_origin}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
