"""Members of staff: their session cookie, and what their role may do by the access matrix."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis.context import NOBODY
from chassis.errors import Refusal
from contracts.access import access_row
from contracts.auth import SessionOpened
from contracts.roles import CUSTOMER
from contracts.routes import DESK
from gateway.backend.rpc import settings
from gateway.http.identity.guards import turns_away
from gateway.http.identity.visitor import Visitor, identify, visitor
from gateway.http.kept import again
from gateway.staff.access.step_up import needs_proof, prove
from gateway.words.tables import Wording

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
ROLES = Wording({"operator": "оператор", "accountant": "бухгалтер", "administrator": "администратор"})
PRIVATE = "Эти страницы — для сотрудников поставщика."


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff who has signed in."""

    token: str
    user_id: str
    login: str
    role: str
    confirmed: bool
    """Whether they have proved within the last minutes who they are."""

    @property
    def role_title(self) -> str:
        return ROLES[self.role]

    def may(self, call: str) -> bool:
        """Whether the role is admitted to `service.method`; the service itself refuses by the same row."""
        return self.role in access_row(call).roles


def cookie_name() -> str:
    """Another one than the customers', so that neither session is ever taken for the other."""
    return "__Host-staff" if settings().secure else "cabinet-staff"


def member() -> Member | None:
    """Returns the member of staff whom the request's session belongs to; auth is asked once a request."""
    if "member" not in g:
        g.member = _member(identify(request.cookies.get(cookie_name())))
    return cast("Member | None", g.member)


def _member(known: Visitor | None) -> Member | None:
    """A token of the supplier's system does not open the desk."""
    if known is None or known.identity.scopes is not None:
        g.caller = NOBODY
        return None
    identity = known.identity
    if identity.role == CUSTOMER:
        g.caller = NOBODY
        raise Refusal("forbidden", PRIVATE)
    return Member(known.token, identity.user_id, identity.email.partition("@")[0], identity.role, identity.confirmed)


def require_member() -> Member:
    """The member of staff who asks, or the refusal that leads to signing in."""
    known = member()
    if known is None:
        raise Refusal("session_expired", "Войдите на рабочее место, чтобы продолжить.")
    return known


View = Callable[Parameters, ResponseReturnValue]


def for_staff(*calls: str) -> Callable[[View[Parameters]], View[Parameters]]:
    """A page for the roles that may make these calls; others are refused before anything is asked or typed.

    The first call is the page's row of the access matrix (`access_row_of`); without one any member of staff may see it.
    """

    def wrap(view: View[Parameters]) -> View[Parameters]:
        def led_away() -> ResponseReturnValue | None:
            known = member()
            if known is None:
                return _outside()
            if not all(known.may(call) for call in calls):
                raise Refusal("forbidden", f"Для роли «{known.role_title}» это действие закрыто.")
            return None

        @wraps(view)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
            away = led_away()
            if away is not None:
                return away
            present = require_member()
            _leave_trail(present)
            if needs_proof(calls, present.confirmed) and (asked := prove(present.token)) is not None:
                return asked
            return view(*args, **kwargs)

        guarded.__access_row__ = calls[0] if calls else DESK  # type: ignore[attr-defined]
        return turns_away(guarded, led_away)

    return wrap


def access_row_of(view: Callable[..., object]) -> str | None:
    """The row of the access matrix that `for_staff` gave to a view; None for a view outside of the desk."""
    row: str | None = getattr(view, "__access_row__", None)
    return row


def _outside() -> ResponseReturnValue:
    """Refuses customers; leads everybody else to the desk's sign-in page."""
    if visitor() is not None:
        raise Refusal("forbidden", PRIVATE)
    if request.method == "POST" and (entrance := again.ask_to_sign_in()):
        return entrance
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    stale = 1 if request.cookies.get(cookie_name()) else None
    return redirect(url_for("staff.entrance.sign_in", next=back, expired=stale))


def _leave_trail(known: Member) -> None:
    """Logs which member of staff viewed what; actions are recorded by the services' audit trails."""
    facts = {
        "member": known.user_id,
        "role": known.role,
        "endpoint": request.endpoint,
        "method": request.method,
        "subject": ",".join(str(value) for value in (request.view_args or {}).values()),
        "request_id": g.get("request_id", "-"),
    }
    log.info("staff", extra=facts)


def remember(response: Response, opened: SessionOpened) -> None:
    """Strict: nobody is sent here by another site."""
    response.set_cookie(
        cookie_name(), opened.token, secure=settings().secure, httponly=True, samesite="Strict", path="/"
    )


def forget(response: Response) -> None:
    """Drop the desk's session and what the browser has kept of its pages."""
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
