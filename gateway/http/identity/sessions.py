"""Signing out, and recognising a visitor where nobody has to be signed in: the same for customers and staff."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis.errors import CallFailed, Refusal
from contracts.auth import SessionToken
from gateway.backend.rpc import ask, services
from gateway.http.identity.token import remote_ip


class HasToken(Protocol):
    """Somebody with a session."""

    @property
    def token(self) -> str: ...


Known = TypeVar("Known")


def recognised(who: Callable[[], Known | None]) -> Known | None:
    """Returns who asks; None as well while auth does not answer or refuses."""
    try:
        return who()
    except (CallFailed, Refusal):
        return None


def sign_out(
    who: Callable[[], HasToken | None], entrance: str, forget: Callable[[Response], None]
) -> ResponseReturnValue:
    """Ends the session on the server; while auth is silent it is at least removed from this browser (`bye=0`)."""
    ended = 1
    try:
        known = who()
        if known is not None:
            ask(services().auth.sign_out, SessionToken(token=known.token, ip=remote_ip()))
    except CallFailed:
        ended = 0
    session.clear()
    response = redirect(url_for(entrance, bye=ended))
    forget(response)
    return response
