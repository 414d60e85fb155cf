"""The posted form that could not be taken: what of it is kept, and how it travels through the sign-in page."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

FIELD = "kept"
"""The hidden field of a sign-in page that carries a kept form."""
SECRETS = frozenset({"password", "password_confirmation", "current_password", "totp", "step_up"})
NEVER_KEPT = SECRETS | {FIELD, "csrf_token", "nonce", "next"}
"""Passwords and codes, and what belongs to one shown page only. Files cannot be kept: they are named instead."""
LARGEST_READ = 64 * 1024
"""Of a body that is read before its sender is known; a larger one has files."""
LASTS_S = 12 * 3600
"""As long as a form's token (`WTF_CSRF_TIME_LIMIT`)."""
LARGEST = 48 * 1024
"""Of a sealed form; with it a sign-in form still fits into the largest form that is taken."""
DESK = "/staff"


@dataclass(frozen=True, slots=True)
class Kept:
    path: str
    """Where it was posted."""
    page: str
    """The page on which it stood, with its query."""
    fields: list[tuple[str, str]]
    files: list[str]
    """Names of the attached files, which have to be chosen again."""
    secrets: bool = False
    """Whether a password or a code came along, which has to be typed again."""

    @property
    def desk(self) -> bool:
        return self.path == DESK or self.path.startswith(f"{DESK}/")


def posted() -> Kept:
    """The form of this request."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    files = [file.filename for file in request.files.values() if file.filename]
    return Kept(request.path, _page(), fields, files, not SECRETS.isdisjoint(request.form))


def from_our_page() -> bool:
    """Whether a page of ours posted this: another site may forge any field, and must not fill our forms either.

    Browsers name the origin themselves; one that names nothing gets a plain refusal.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.host


def seal(kept: Kept) -> str | None:
    """The form as text that only we can have written; None when it is too long to travel."""
    sealed = _sealer().dumps([kept.path, kept.page, kept.fields, kept.files, kept.secrets])
    text = sealed if isinstance(sealed, str) else sealed.decode("ascii")
    return text if len(text) <= LARGEST else None


def carried() -> Kept | None:
    """The form that this request's sign-in page carries; None without one, or with one that we did not seal."""
    sealed = request.form.get(FIELD)
    if not sealed:
        return None
    try:
        path, page, fields, files, secrets = cast("list[Any]", _sealer().loads(sealed, max_age=LASTS_S))
    except BadData:
        return None
    return Kept(path, page, [(name, value) for name, value in fields], files, secrets)


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept form")


def _page() -> str:
    """The page that the browser names, else the nearest address above that is a page: a refused form has been shown
    at the address where it is posted, which often cannot be opened."""
    source = urlsplit(request.headers.get("Referer", ""))
    if source.netloc == request.host and _opens(source.path):
        return f"{source.path}?{source.query}" if source.query else source.path
    path = request.path
    while path and not _opens(path):
        path = path.rpartition("/")[0]
    return path or ("/staff" if request.path.startswith(DESK) else "/home")


def _opens(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path or "/", method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
