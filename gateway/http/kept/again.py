"""Shows a page again inside another request: the sign-in page that carries a kept form, and the form itself, filled."""

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import urlsplit

from flask import Flask, current_app, g, make_response, render_template, request, session
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from gateway.http.kept import posted
from gateway.http.kept.filling import filled
from gateway.http.kept.posted import FIELD, Kept

SIGN_IN, DESK_SIGN_IN = "/", "/staff/sign-in"
CARRIED = "cabinet.kept"
"""In the WSGI environment: what the sign-in page of an inner request has to carry."""
STALE = "Страница была открыта слишком давно, поэтому форма не отправлена"
SIGNED_OUT = "До входа форма не была отправлена"


def install(app: Flask) -> None:
    """Let templates ask for the form that their page carries on (`macros/forms.html`)."""
    app.jinja_env.globals["kept_form"] = _carried


def _carried() -> str:
    """The sealed form, empty without one."""
    return str(request.environ.get(CARRIED) or request.form.get(FIELD) or "")


def ask_to_sign_in() -> Response | None:
    """The sign-in page in answer to a form whose session is over; None when the form cannot be kept.

    The body of a stranger is read only while it is as small as a form without files, and came from a page of ours.
    """
    if not posted.from_our_page():
        return None
    if (request.content_length or 0) > posted.LARGEST_READ:
        return _too_large()
    return _entrance(posted.posted())


def after_stale_token() -> Response | None:
    """The form again, filled and with a fresh token; the sign-in page when nobody is signed in. None for a form that
    no page of ours has posted."""
    if "csrf_token" not in request.form or not posted.from_our_page():
        return None
    kept = posted.posted()
    if request.path in (SIGN_IN, DESK_SIGN_IN) and (before := posted.carried()):
        # A sign-in page of an old tab: signed in elsewhere meanwhile, or not.
        shown = _shown(kept.page, {}, carry=request.form[FIELD])
        return _filled(shown, kept, STALE, 400) if shown.status_code == 200 else after_sign_in(before, {})
    shown = _shown(kept.page)
    if _leads_to_sign_in(shown):
        return _entrance(kept)
    return _filled(shown, kept, STALE, 400)


def after_sign_in(kept: Kept | None, cookies: Mapping[str, str]) -> Response | None:
    """The kept form, filled, for whoever has just signed in with these cookies; None without a kept form.

    A step that comes first (a new password, a new consent) carries the form on.
    """
    sealed = posted.seal(kept) if kept else None
    if kept is None or sealed is None:
        return None
    shown = _shown(kept.page, cookies, sealed)
    if shown.status_code in (302, 303) and (step := urlsplit(shown.location or "").path):
        shown = _shown(step, cookies, sealed)
        return shown if shown.status_code == 200 else None
    return _filled(shown, kept, SIGNED_OUT, 200)


def _entrance(kept: Kept) -> Response | None:
    sealed = posted.seal(kept)
    if sealed is None or not (kept.fields or kept.files):
        return None
    shown = _shown(f"{DESK_SIGN_IN if kept.desk else SIGN_IN}?expired=1", carry=sealed)
    if shown.status_code != 200:
        return None
    shown.status_code = 401
    return shown


def _too_large() -> Response | None:
    """For a form with files: nothing of it is read, and the page says so."""
    desk = request.path.startswith(posted.DESK)
    shown = _shown(f"{DESK_SIGN_IN if desk else SIGN_IN}?expired=1&unkept=1")
    if shown.status_code != 200:
        return None
    shown.status_code = 401
    return shown


def _filled(shown: Response, kept: Kept, why: str, status: int) -> Response:
    if shown.status_code != 200 or shown.mimetype != "text/html":
        return shown
    page = shown.get_data(as_text=True)
    typed = [value for name, value in kept.fields if value.strip()]
    notice = {"why": why, "files": kept.files, "secrets": kept.secrets, "typed": []}
    text, found = filled(page, kept, render_template("partials/kept.html", **notice))
    if not found and typed:
        # The page has changed, or belongs to somebody else: what was typed is at least not lost.
        text, _ = filled(page, kept, render_template("partials/kept.html", **(notice | {"typed": typed})))
    shown.set_data(text)
    shown.status_code = status
    return shown


def _shown(address: str, cookies: Mapping[str, str] | None = None, carry: str = "") -> Response:
    """The answer to a GET of our own, asked inside this request with its cookies, some of them replaced."""
    path, _, query = address.partition("?")
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    environ = {
        key: value for key, value in request.environ.items() if not key.startswith(("werkzeug.", "flask.", "CONTENT_"))
    } | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_COOKIE": _cookie_header(cookies or {}),
        "HTTP_X_REQUEST_ID": g.get("request_id", "-"),
        "wsgi.input": BytesIO(),
        CARRIED: carry,
    }
    state = dict(session)
    with application.app_context(), application.request_context(environ):
        session.clear()
        session.update(state)
        shown = make_response(application.full_dispatch_request())
        state = dict(session)
    session.clear()
    session.update(state)  # the token of the shown form, and the notices that it has shown
    return shown


def _cookie_header(changed: Mapping[str, str]) -> str:
    values = request.cookies.to_dict() | dict(changed)
    return "; ".join(dump_cookie(name, value, path=None).partition(";")[0] for name, value in values.items())


def _leads_to_sign_in(shown: Response) -> bool:
    return shown.status_code in (302, 303) and urlsplit(shown.location or "").path in (SIGN_IN, DESK_SIGN_IN)
