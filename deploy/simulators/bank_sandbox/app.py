"""The sandbox as a WSGI application."""

from flask import Flask
from werkzeug.wrappers import Response

from deploy.simulators.bank_sandbox import classic, console, ecom, pages, sbp
from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.books import Books
from deploy.simulators.bank_sandbox.faults import Faults
from deploy.simulators.bank_sandbox.order import moscow_time
from deploy.simulators.bank_sandbox.settings import Settings
from deploy.simulators.bank_sandbox.timetable import Timetable
from wording.money import money


def create_app(settings: Settings) -> Flask:
    """One merchant's bank with empty books, or with those of the journal."""
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.jinja_env.filters["rubles"] = money
    app.jinja_env.filters["moscow"] = lambda ms: moscow_time(ms).strftime("%d.%m.%Y %H:%M:%S")
    bank = Acquirer(settings, Books(settings.journal), Faults(), Timetable())
    for part in (ecom, classic, pages, sbp, console):
        app.register_blueprint(part.blueprint(bank))
    app.add_url_rule("/healthz", "healthz", lambda: Response("ok"))
    return app
