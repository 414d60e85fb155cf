"""Sessions and who asks."""

import pytest
from sqlalchemy import event

from chassis.errors import Refusal
from contracts.auth import SessionRef, SessionToken
from contracts.wire import Nothing
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

EXPIRED = "session_expired"


def test_the_identity_tells_all_that_a_page_needs(portal: Portal) -> None:
    who = portal.customer().identity(portal.sign_in().token)
    assert (who.role, who.email, who.must_change_password, who.confirmed, who.scopes) == (
        *("customer", EMAIL, False, False),
        None,
    )
    assert [(account.number, account.primary) for account in who.accounts] == [(ACCOUNT, True)]


def test_a_page_costs_one_query_and_a_write_a_minute(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    statements: list[str] = []
    engine = portal.database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))
    portal.identity(token)
    assert statements == ["SELECT"]
    portal.pass_time(seconds=61)
    portal.identity(token)
    portal.identity(token)
    assert statements == ["SELECT", "SELECT", "UPDATE", "SELECT"]


@pytest.mark.parametrize("token", ["", "x", "cab_x", "\u0416" * 40])
def test_an_unknown_token_is_nobody(portal: Portal, token: str) -> None:
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)


def test_an_idle_session_ends(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    portal.pass_time(minutes=29)
    portal.identity(token)
    portal.pass_time(minutes=29)
    portal.identity(token)
    portal.pass_time(minutes=30)
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)


def test_a_busy_session_ends_too(portal: Portal) -> None:
    opened = portal.customer().sign_in()
    for _ in range(12 * 60 // 20 - 1):
        portal.pass_time(minutes=20)
        portal.identity(opened.token)
    portal.pass_time(minutes=20)
    assert portal.clock.now() == opened.expires_at
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(opened.token)


@pytest.mark.req("M3.6")
def test_sign_out_kills_the_session_on_the_server(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    portal.auth.sign_out(SessionToken(token=token))
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)
    assert portal.auth.sign_out(SessionToken(token=token)) == Nothing()


@pytest.mark.req("M4.2.1", "M4.2.3", "M4.2.4")
def test_the_current_password_confirms(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    assert portal.identity(token, PASSWORD).confirmed
    for _ in range(5):
        with pytest.raises(Refusal) as refusal:
            portal.identity(token, "guess")
        assert (refusal.value.code, refusal.value.field) == ("wrong_credentials", "current_password")
    with pytest.raises(Refusal, match="too_many_attempts"):
        portal.identity(token, PASSWORD)
    portal.identity(token)  # pages go on working


def test_sessions_are_listed_and_ended(portal: Portal) -> None:
    here = portal.customer().sign_in().token
    there, elsewhere = portal.sign_in(ip="10.0.0.1").token, portal.sign_in(ip="10.0.0.2").token
    with portal.asking(here) as auth:
        listed = auth.list_sessions(SessionToken(token=here)).sessions
        assert {(s.ip, s.current) for s in listed} == {(IP, True), ("10.0.0.1", False), ("10.0.0.2", False)}
        auth.end_session(SessionRef(id=next(s.id for s in listed if s.ip == "10.0.0.1")))
        with pytest.raises(Refusal, match=EXPIRED):
            portal.identity(there)
        portal.identity(elsewhere)
        auth.end_other_sessions(SessionToken(token=here))
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(elsewhere)
    portal.identity(here)


@pytest.mark.req("M5.2")
def test_a_foreign_session_cannot_be_ended(portal: Portal) -> None:
    mine = portal.customer().sign_in().token
    portal.customer(account_number="180111112", email="other@mail.ru")
    theirs = portal.sign_in("180111112").token
    with portal.asking(mine) as auth:
        auth.end_session(SessionRef(id=portal.identity(theirs).session_id))
        auth.end_session(SessionRef(id="no-uuid"))
    portal.identity(theirs)
