"""The token that a request presents: a program's bearer token or a browser's cookie; and the client's address."""

from flask import request

from gateway.http.identity.cookie import cookie_name

LONGEST_TOKEN = 200


def presented_token() -> str | None:
    """The bearer token of a program, else the cookie of a browser."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if _is_api() and scheme.lower() == "bearer":
        return credentials.strip()
    return request.cookies.get(cookie_name())


def held_token(cookie: str) -> str | None:
    """The token of the session that this browser already has, even if that session is over."""
    token = request.cookies.get(cookie)
    return token if token and len(token) <= LONGEST_TOKEN else None


def by_bearer() -> bool:
    """The request carries its own token and no cookie is looked at: no forgery is possible."""
    return _is_api() and request.headers.get("Authorization", "").lower().startswith("bearer ")


def _is_api() -> bool:
    return request.path.startswith("/api/")


def remote_ip() -> str:
    """The address of the client; behind a trusted proxy it is the forwarded one."""
    return (request.remote_addr or "")[:64]
