"""Logins of colleagues by user id: pages say who did what."""

import re
from collections.abc import Iterable
from typing import cast

from flask import g

from contracts.auth import StaffIds
from gateway.backend.rpc import Round, services

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHOWN = 8
"""Characters of an id without a login."""


def learn(ids: Iterable[str | None]) -> None:
    """Ask for the logins that this page will need, in one call; a page without auth shows ids."""
    known = _known()
    wanted = sorted({one for one in ids if one and one not in known and ID.fullmatch(one)})
    if wanted:
        with Round() as ask:
            answer = ask(services().auth.list_staff_logins, StaffIds(user_ids=wanted))
        found = answer.or_nothing
        known |= found.logins if found else {}


def login_of(user_id: str) -> str:
    """The login; of a customer, of one of our processes and of who is unknown what stands in the record."""
    if not ID.fullmatch(user_id):
        return user_id
    learn([user_id])
    return _known().get(user_id, user_id[:SHOWN])


def known_login(user_id: str) -> str | None:
    """The login, None for who is no member of staff."""
    learn([user_id])
    return _known().get(user_id)


def id_of(login: str) -> str | None:
    """The user id of a login."""
    with Round() as ask:
        answer = ask(services().auth.list_staff_logins, StaffIds(user_ids=[], logins=[login]))
    found = answer.or_nothing
    return next((user_id for user_id, name in found.logins.items() if name == login), None) if found else None


def _known() -> dict[str, str]:
    if "staff_logins" not in g:
        g.staff_logins = {}
    return cast("dict[str, str]", g.staff_logins)
