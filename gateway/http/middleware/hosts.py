"""The names by which the portal may be asked for, and redirects that repeat none.

Somebody who asks under another name than ours gets 400: no page, letter or redirect of ours may ever name a host that a
request brought along (ASVS 4.1.3). Probes and figures are asked for by the operators' own names of the machine.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from gateway.settings import GatewaySettings

INSIDE = ("healthz", "readyz", "metrics")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def install(app: Flask, settings: GatewaySettings) -> None:
    allowed = {urlsplit(settings.public_url).hostname, *settings.trusted_hosts, *THIS_MACHINE}

    @app.before_request
    def named_as_we_are() -> None:
        """Before anything reads the request."""
        if request.endpoint not in INSIDE and urlsplit(f"//{request.host}").hostname not in allowed:
            raise BadRequest("unknown host")

    @app.after_request
    def stays_here(response: Response) -> Response:
        """The router's own redirects (doubled slashes) repeat the host of the request."""
        location = response.headers.get("Location", "")
        if location.startswith(request.host_url):
            response.headers["Location"] = "/" + location.removeprefix(request.host_url).lstrip("/\\")
        return response
