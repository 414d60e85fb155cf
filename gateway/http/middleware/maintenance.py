"""«Технические работы»: while the file MAINTENANCE_FILE exists, its text is shown instead of the pages.

No restart is needed. Probes, stylesheets and the bank's callbacks are still served, so that no payment is lost.
"""

from pathlib import Path

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue

from gateway.backend.rpc import settings
from gateway.http.errors.problems import problem

OPEN = ("static", "assets", "appearance", "healthz", "readyz", "metrics", "api.bank_callback", "information.document")
TITLE = "Технические работы"
USUAL = "Личный кабинет скоро снова заработает. Попробуйте зайти через полчаса."
AGAIN_S = "600"
LONGEST = 500


def install(app: Flask) -> None:
    @app.before_request
    def closed() -> ResponseReturnValue | None:
        words = announcement(settings().maintenance_file)
        if words is None or request.endpoint in OPEN:
            return None
        if request.path.startswith("/api/"):
            response = make_response(problem(503, TITLE, words, "maintenance", None))
        else:
            response = make_response(render_template("errors/maintenance.html", words=words), 503)
        response.headers["Retry-After"] = AGAIN_S
        return response


def announcement(file: str | None) -> str | None:
    """Returns the text of the file, the default one when it is empty, None when there is no file."""
    if not file:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip()[:LONGEST] or USUAL
    except FileNotFoundError:
        return None
