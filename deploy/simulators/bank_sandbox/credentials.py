"""Who is asking: the one merchant of the sandbox, or nobody."""

import secrets
from collections.abc import Mapping

from deploy.simulators.bank_sandbox import refusals
from deploy.simulators.bank_sandbox.settings import Settings

LOGIN_FIELDS = ("userName", "password", "token")


def without_login(settings: Settings, body: Mapping[str, object]) -> dict[str, object]:
    """The request without its login, which must be right: a user with a password, or a token."""
    if body.get("token"):
        known = _same(body["token"], settings.token)
    elif body.get("userName") and body.get("password"):
        known = _same(body["userName"], settings.user) & _same(body["password"], settings.password)
    else:
        raise refusals.missing_parameter()
    if not known:
        raise refusals.access_denied()
    return {name: value for name, value in body.items() if name not in LOGIN_FIELDS}


def _same(given: object, expected: str) -> bool:
    return secrets.compare_digest(str(given).encode(), expected.encode())
