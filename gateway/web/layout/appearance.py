"""Display preferences: theme and large text, kept in a cookie that holds nothing else."""

from dataclasses import dataclass

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from gateway.backend.rpc import settings
from gateway.http.forms.redirects import local_path

COOKIE = "appearance"
THEMES = {"auto": "как в системе", "light": "светлая", "dark": "тёмная"}
TEXTS = {"normal": "обычный", "large": "крупный"}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Appearance:
    theme: str = "auto"
    text: str = "normal"


def chosen() -> Appearance:
    """What the visitor has chosen; anything unknown in the cookie is the default."""
    theme, _, text = request.cookies.get(COOKIE, "").partition("-")
    return Appearance(theme if theme in THEMES else "auto", text if text in TEXTS else "normal")


def install(app: Flask) -> None:
    """The form in the footer of each page."""

    @app.post("/appearance")
    def appearance() -> Response:
        theme, text = request.form.get("theme", ""), request.form.get("text", "")
        wanted = Appearance(theme if theme in THEMES else "auto", text if text in TEXTS else "normal")
        response = redirect(local_path(request.form.get("back")) or "/")
        response.set_cookie(
            COOKIE,
            f"{wanted.theme}-{wanted.text}",
            max_age=YEAR,
            secure=settings().secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    app.jinja_env.globals.update(themes=THEMES, texts=TEXTS)
