"""Whom a page or a call admits: customers, or the supplier's own system."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.roles import CUSTOMER
from gateway.backend.rpc import settings
from gateway.http.identity.token import presented_token
from gateway.http.identity.visitor import Visitor, visitor
from gateway.http.kept import again
from gateway.words.legal import CONSENT_VERSION

Parameters = ParamSpec("Parameters")


def require_visitor() -> Visitor:
    """The customer who asks, or the refusal that leads to signing in; staff have no accounts of their own."""
    known = visitor()
    if known is None:
        raise Refusal("session_expired", "Войдите в систему, чтобы продолжить.")
    if known.identity.role != "customer":
        raise Refusal("forbidden", "Этот раздел — для абонентов.")
    return known


def require_supplier() -> Visitor:
    """The supplier's own system, by its token; the access matrix decides what the token may do."""
    known = visitor()
    if known is None:
        raise Refusal("session_expired", "Передайте ключ доступа поставщика: Authorization: Bearer ...")
    if known.identity.role == "customer" or known.identity.scopes is None:
        raise Refusal("forbidden", "Этот вызов — для систем поставщика, по их ключу доступа.")
    return known


def signed_in(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, ResponseReturnValue]:
    """A page for signed-in people; others are led to the sign-in page and back, with the form that they have posted."""

    @wraps(view)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
        away = _led_away()
        return view(*args, **kwargs) if away is None else away

    return turns_away(guarded, _led_away)


def turns_away(
    view: Callable[Parameters, ResponseReturnValue], guard: Callable[[], ResponseReturnValue | None]
) -> Callable[Parameters, ResponseReturnValue]:
    """Marks a guarded view, so that `http.middleware.admission` asks its guard before the body is read."""
    view.__turns_away__ = guard  # type: ignore[attr-defined]
    return view


def _led_away() -> ResponseReturnValue | None:
    """Where somebody who may not see a page for customers is led; refuses staff."""
    known = visitor()
    if known is None:
        if request.method == "POST" and (entrance := again.ask_to_sign_in()):
            return entrance
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("entrance.sign_in", next=back, expired=1 if presented_token() else None))
    if known.identity.must_change_password and request.endpoint != "password.first":
        return redirect(url_for("password.first"))
    if _must_agree(known):
        return redirect(url_for("privacy.consent"))
    require_visitor()
    return None


def _must_agree(known: Visitor) -> bool:
    """Whether another edition of the consent is in force than the one that was given; signing out and deleting the
    cabinet stay possible. Staff who impersonate the customer are not asked."""
    if settings().reconsent == "off" or not known.token or request.blueprint in ("privacy", "password"):
        return False
    return known.identity.role == CUSTOMER and known.identity.consent_version != CONSENT_VERSION
