"""Who is asking: the customer or the supplier's system behind a token, asked of auth once a request."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from chassis.context import NOBODY, Caller
from chassis.errors import Refusal
from contracts.auth import Identity, LinkedAccount, SessionToken
from contracts.roles import CUSTOMER
from gateway.backend.rpc import Round, ask, services
from gateway.http.identity.token import LONGEST_TOKEN, by_bearer, presented_token, remote_ip


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, or a program with their token."""

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
        """The login of a member of staff, or of the supplier's system that uses their token."""
        return self.identity.email.partition("@")[0]

    @property
    def primary(self) -> str:
        return next(account.number for account in self.accounts if account.primary)

    def owns(self, number: str) -> bool:
        return number in self.numbers


def visitor() -> Visitor | None:
    """The visitor whom the request's token belongs to, or the customer whom staff impersonate; asked once a request."""
    if "visitor" not in g:
        g.visitor = current_app.extensions["impersonation"]() or _person(identify(presented_token()))
    return cast("Visitor | None", g.visitor)


def _person(known: Visitor | None) -> Visitor | None:
    """A personal API token counts as a bearer token only: a cookie never carries one."""
    if known is not None and known.identity.scopes is not None and not by_bearer():
        g.caller = NOBODY
        return None
    return known


def identify(token: str | None, current_password: str | None = None) -> Visitor | None:
    """Asks auth; from then on this request's calls carry the identity. Returns None without a valid session."""
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
        # The trail of staff's deeds says from where; nobody needs that of customers in every service.
        ip=(remote_ip() or None) if identity.role != CUSTOMER else None,
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
