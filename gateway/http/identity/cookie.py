"""The customer's session cookie: its name, and giving it to a browser or taking it away."""

from flask import g, request
from werkzeug.wrappers import Response as BaseResponse

from contracts.auth import SessionOpened
from gateway.backend.rpc import settings

BROWSER_DAYS = 400
"""The longest that browsers keep a cookie."""


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host over HTTPS; plain HTTP is for the local demo only."""
    return "__Host-session" if settings().secure else "cabinet-session"


def browser_cookie() -> str:
    """By this one a browser is known again after signing out: a letter tells of sign-ins from others."""
    return "__Host-browser" if settings().secure else "cabinet-browser"


def known_browser() -> str:
    """What this browser keeps of earlier sign-ins; "" when it keeps nothing."""
    return request.cookies.get(browser_cookie(), "")[:200]


def set_cookie(response: BaseResponse, token: str) -> None:
    """Lax, because people come back from the bank by a foreign redirect."""
    response.set_cookie(cookie_name(), token, secure=settings().secure, httponly=True, samesite="Lax", path="/")


def remember(response: BaseResponse, opened: SessionOpened) -> None:
    """Give the browser its session."""
    g.pop("renewed", None)
    set_cookie(response, opened.token)
    if opened.browser is not None:
        response.set_cookie(
            browser_cookie(),
            opened.browser,
            max_age=BROWSER_DAYS * 86_400,
            secure=settings().secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )


def forget(response: BaseResponse) -> None:
    """Drop the session and what the browser has kept of its pages (M3.6).

    What a device keeps for times without a network is dropped by `static/js/device.js`, because readings that were
    typed and not sent yet are the customer's work.
    """
    g.pop("renewed", None)
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'


def forget_everything(response: BaseResponse) -> None:
    """Drop all that this browser has of the cabinet, for one that is deleted."""
    forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
