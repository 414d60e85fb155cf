"""Who is asking: the session cookie, the bearer token, and what they are allowed to call services as."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from chassis.context import NOBODY, Caller
from chassis.errors import Refusal
from contracts.access import CUSTOMER
from contracts.auth import Identity, LinkedAccount, SessionOpened, SessionToken
from gateway.rpc import Round, ask, services, settings
from gateway.web.legal import CONSENT_VERSION

Parameters = ParamSpec("Parameters")
LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person (or his program) who has proved who he is."""

    token: str
    identity: Identity

    @property
    def accounts(self) -> list[LinkedAccount]:
        return self.identity.accounts

    @property
    def numbers(self) -> list[str]:
        return [account.number for account in self.accounts]

    @property
    def name(self) -> str:
        """Of a member of staff, or of the system that speaks for him: the login."""
        return self.identity.email.partition("@")[0]

    @property
    def primary(self) -> str:
        return next(account.number for account in self.accounts if account.primary)

    def owns(self, number: str) -> bool:
        return number in self.numbers


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host over HTTPS; plain HTTP is for the local demo only."""
    return "__Host-session" if settings().secure else "cabinet-session"


def visitor() -> Visitor | None:
    """Whoever the request proves to come from, or the customer at whose cabinet staff look; asked once a request."""
    if "visitor" not in g:
        g.visitor = current_app.extensions["look"]() or _person(identify(presented_token()))
    return cast("Visitor | None", g.visitor)


def _person(known: Visitor | None) -> Visitor | None:
    """A personal API token counts as a bearer token only: pages, and whatever a cookie opens, are for people."""
    if known is not None and known.identity.scopes is not None and not by_bearer():
        g.caller = NOBODY
        return None
    return known


def identify(token: str | None, current_password: str | None = None) -> Visitor | None:
    """Ask auth; from then on this request's calls carry the identity. None for no or a stale session."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    # A browser's session gets a new token with each password check; a program keeps the one that it was given.
    renew = current_password is not None and not by_bearer()
    question = SessionToken(token=token, current_password=current_password, renew=renew, ip=remote_ip())
    try:
        identity = _early(question) or ask(services().auth.authenticate, question)
    except Refusal as refusal:
        if refusal.code == "session_expired":
            return None
        raise
    g.caller = Caller(
        user_id=identity.user_id,
        role=identity.role,
        owns=frozenset(account.number for account in identity.accounts),
        scopes=None if identity.scopes is None else frozenset(identity.scopes),
        confirmed=identity.confirmed,
    )
    if identity.renewed_token is not None:
        g.renewed = token = identity.renewed_token
    return Visitor(token, identity)


def ask_early(ask_: Round) -> None:
    """Ask auth in a round with other questions; `visitor` will find the answer there."""
    token = presented_token()
    if token and len(token) <= LONGEST_TOKEN:
        question = SessionToken(token=token, ip=remote_ip())
        g.early = (question, ask_(services().auth.authenticate, question))


def _early(question: SessionToken) -> Identity | None:
    asked, answer = g.get("early", (None, None))
    return cast(Identity, answer.value) if answer is not None and asked == question else None


def confirm(current_password: str) -> Visitor:
    """The same visitor with the current password proved (M4.2); refuses `wrong_credentials`."""
    confirmed = identify(presented_token(), current_password)
    if confirmed is None:
        raise Refusal("session_expired", "Сеанс завершён. Войдите ещё раз.")
    g.visitor = confirmed
    return confirmed


def require_visitor() -> Visitor:
    """The customer who asks, or the refusal that leads to signing in; staff have no accounts of their own."""
    known = visitor()
    if known is None:
        raise Refusal("session_expired", "Войдите в систему, чтобы продолжить.")
    if known.identity.role != "customer":
        raise Refusal("forbidden", "Этот раздел — для абонентов.")
    return known


def require_supplier() -> Visitor:
    """The supplier's own system, by its token; what the token may do is the access matrix's to say."""
    known = visitor()
    if known is None:
        raise Refusal("session_expired", "Передайте ключ доступа поставщика: Authorization: Bearer ...")
    if known.identity.role == "customer" or known.identity.scopes is None:
        raise Refusal("forbidden", "Этот вызов — для систем поставщика, по их ключу доступа.")
    return known


def signed_in(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, ResponseReturnValue]:
    """A page for signed-in people; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
        known = visitor()
        if known is None:
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("entrance.sign_in", next=back, expired=1 if presented_token() else None))
        if known.identity.must_change_password and request.endpoint != "password.first":
            return redirect(url_for("password.first"))
        if _must_agree(known):
            return redirect(url_for("privacy.consent"))
        require_visitor()
        return view(*args, **kwargs)

    return guarded


def _must_agree(known: Visitor) -> bool:
    """Another edition of the consent is in force than the one that was given; the way out stays open meanwhile.
    Staff who look at a cabinet, without its token, are not asked in its owner's place."""
    if settings().reconsent == "off" or not known.token or request.blueprint in ("privacy", "password"):
        return False
    return known.identity.role == CUSTOMER and known.identity.consent_version != CONSENT_VERSION


def remote_ip() -> str:
    """The address of the client; behind a trusted proxy it is the forwarded one."""
    return (request.remote_addr or "")[:64]


def install(app: Flask) -> None:
    """Give the browser the token that a password check has made, whatever the page then answered."""

    @app.after_request
    def remember_renewed(response: Response) -> Response:
        token = g.pop("renewed", None)
        if token is not None:
            _set_cookie(response, token)
        return response


def remember(response: BaseResponse, opened: SessionOpened) -> None:
    """Give the browser its session."""
    g.pop("renewed", None)
    _set_cookie(response, opened.token)


def _set_cookie(response: BaseResponse, token: str) -> None:
    """Lax, because people come back from the bank by a foreign redirect."""
    response.set_cookie(cookie_name(), token, secure=settings().secure, httponly=True, samesite="Lax", path="/")


def forget(response: BaseResponse) -> None:
    """Drop the session and what the browser has kept of its pages (M3.6)."""
    g.pop("renewed", None)
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def presented_token() -> str | None:
    """The bearer token of a program, else the cookie of a browser."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if _is_api() and scheme.lower() == "bearer":
        return credentials.strip()
    return request.cookies.get(cookie_name())


def held_token(cookie: str) -> str | None:
    """Of the session that this browser already has, whatever has become of it."""
    token = request.cookies.get(cookie)
    return token if token and len(token) <= LONGEST_TOKEN else None


def by_bearer() -> bool:
    """The request carries its own token and no cookie is looked at: no forgery is possible."""
    return _is_api() and request.headers.get("Authorization", "").lower().startswith("bearer ")


def _is_api() -> bool:
    return request.path.startswith("/api/")
