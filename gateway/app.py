"""The application factory: builds the Flask application from the settings and an RPC client."""

import re

from flask import Flask, g, request
from flask_wtf import CSRFProtect
from werkzeug.datastructures import Headers
from werkzeug.middleware.proxy_fix import ProxyFix

from chassis.context import NOBODY, TRACEPARENT
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import signer_of
from gateway import assets
from gateway.api import routes
from gateway.backend import news, supply
from gateway.backend.rpc import Client, Services
from gateway.http.errors import handlers
from gateway.http.identity import renewals
from gateway.http.kept import again
from gateway.http.middleware import admission, callbacks, headers, health, hosts, limits, maintenance, metrics, traces
from gateway.settings import GatewaySettings
from gateway.staff.accounts import impersonation
from gateway.staff.blueprints import desk
from gateway.web.blueprints import PAGES
from gateway.web.layout import appearance
from gateway.web.layout.navigation import template_context
from gateway.web.settings import unsubscribe
from gateway.words import account_history, appeals, formats, meters, price, readings, recalculations, restriction, zones

KIB = 1024
LARGEST_FORM = 64 * KIB
LARGEST_APPEAL = 15 * 1024 * KIB
"""Five files of 2 MiB, as base64 in the API."""

WITH_FILES = (
    "feedback.write", "feedback.reply", "api.create_appeal", "staff.answers.answer", "staff.statements.take",
)  # fmt: skip
LARGEST_CALLBACK = 4 * KIB
"""A notice of the bank is less than one; its address is open to everybody."""
WITH_PACKAGES = ("api.create_import", "staff.imports.receive")
REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


def create_app(settings: GatewaySettings, client: Client | None = None) -> Flask:
    """Build the gateway; `client` is given by tests, else it is the broker's."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="__Host-form" if settings.secure else "cabinet-form",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=settings.secure,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_PARTS=50,
        SEND_FILE_MAX_AGE_DEFAULT=24 * 3600,
    )
    app.extensions["settings"] = settings
    app.extensions["services"] = Services(client or _client(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    _begin_requests(app, settings)
    traces.install(app)
    hosts.install(app, settings)
    headers.install(app, settings)
    handlers.install(app)
    assets.install(app, settings.supplier)
    maintenance.install(app)
    health.install(app)
    metrics.install(app)
    appearance.install(app)
    renewals.install(app)
    again.install(app)
    impersonation.install(app)
    news.install(app)
    for words in (formats, zones, restriction, appeals, account_history, recalculations, price, meters, readings):
        app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(template_context)
    admission.install(app)  # before anything reads the body
    protection = CSRFProtect(app)
    protection.exempt(routes.blueprint)
    unsubscribe.install(protection)
    limits.install(app)  # what is forged is not even counted
    for part in (routes.blueprint, routes.description, *PAGES, desk()):
        app.register_blueprint(part)
    return app


def _client(settings: GatewaySettings) -> RpcClient:
    """The broker's client. Raises ValueError when there is no key to sign calls with and services would refuse them."""
    signer = signer_of(settings)
    if signer is None and settings.bus_trust == "enforce":
        raise ValueError("IDENTITY_KEY: is not set, so that no service would answer")
    return RpcClient(settings.amqp_url, signer=signer)


def _begin_requests(app: Flask, settings: GatewaySettings) -> None:
    @app.before_request
    def begin() -> None:
        """Give the request an id and an anonymous caller. Its number and its trace are our proxy's, where there is one:
        a stranger's would file what they do under somebody else's incident."""
        told = request.headers if settings.trusted_proxies else Headers()
        given = told.get("X-Request-Id", "")
        g.trace = traces.begin(given if REQUEST_ID.match(given) else None, told.get(TRACEPARENT))
        g.request_id = g.trace.request_id
        if request.endpoint in WITH_FILES:
            request.max_content_length = LARGEST_APPEAL
        if request.endpoint in WITH_PACKAGES:
            request.max_content_length = supply.LARGEST
        if request.endpoint == callbacks.ENDPOINT:
            request.max_content_length = LARGEST_CALLBACK
        g.caller = NOBODY
