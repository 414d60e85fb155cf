"""The customer's session cookie: its name, and giving it to a browser or taking it away."""

from flask import g
from werkzeug.wrappers import Response as BaseResponse

from contracts.auth import SessionOpened
from gateway.backend.rpc import settings


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host over HTTPS; plain HTTP is for the local demo only."""
    return "__Host-session" if settings().secure else "cabinet-session"


def set_cookie(response: BaseResponse, token: str) -> None:
    """Lax, because people come back from the bank by a foreign redirect."""
    response.set_cookie(cookie_name(), token, secure=settings().secure, httponly=True, samesite="Lax", path="/")


def remember(response: BaseResponse, opened: SessionOpened) -> None:
    """Give the browser its session."""
    g.pop("renewed", None)
    set_cookie(response, opened.token)


def forget(response: BaseResponse) -> None:
    """Drop the session and what the browser has kept of its pages (M3.6)."""
    g.pop("renewed", None)
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
