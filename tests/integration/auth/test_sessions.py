"""Sessions and who asks."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from chassis.errors import Refusal
from contracts.auth import Credentials, NewPassword, SecurityHistoryQuery, SessionRef, SessionToken
from contracts.wire import Nothing
from services.auth.sign_in import customer
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

EXPIRED, OTHER = "session_expired", "три слона на мосту"


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
    there, elsewhere = portal.sign_in(ip="10.0.0.1").token, portal.sign_in(ip="10.9.0.2").token
    with portal.asking(here) as auth:
        listed = auth.list_sessions(SessionToken(token=here)).sessions
        assert {(s.ip, s.current) for s in listed} == {("93.184.*.*", True), ("10.0.*.*", False), ("10.9.*.*", False)}
        auth.end_session(SessionRef(id=next(s.id for s in listed if s.ip == "10.0.*.*")))
        with pytest.raises(Refusal, match=EXPIRED):
            portal.identity(there)
        portal.identity(elsewhere)
        auth.end_other_sessions(SessionToken(token=here))
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(elsewhere)
    portal.identity(here)


def test_a_password_check_changes_the_token_of_a_browser(portal: Portal) -> None:
    """ASVS 7.2.4; a program that holds a session keeps it, and a wrong password changes nothing."""
    token = portal.customer().sign_in().token
    kept = portal.auth.authenticate(SessionToken(token=token, current_password=PASSWORD, ip=IP))
    assert kept.renewed_token is None
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.auth.authenticate(SessionToken(token=token, current_password="guess", renew=True, ip=IP))
    renewed = portal.auth.authenticate(SessionToken(token=token, current_password=PASSWORD, renew=True, ip=IP))
    assert renewed.confirmed and renewed.renewed_token not in (None, token)
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)
    assert portal.identity(str(renewed.renewed_token)).session_id == kept.session_id


def test_signing_in_ends_the_session_that_the_browser_had(portal: Portal) -> None:
    """ASVS 7.2.4, and no fixation: what somebody planted in the browser never becomes anybody's session."""
    planted, elsewhere = portal.customer().sign_in().token, portal.sign_in().token
    asked = Credentials(account_number=ACCOUNT, password=PASSWORD, ip=IP)
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.auth.sign_in(asked.model_copy(update={"password": "guess", "replaces": planted}))
    portal.identity(planted)
    opened = portal.auth.sign_in(asked.model_copy(update={"replaces": planted}))
    assert opened.token != planted
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(planted)
    assert portal.identity(elsewhere).session_id != portal.identity(opened.token).session_id


def test_a_password_changed_meanwhile_opens_nothing(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right old password has been checked; before its session begins, the owner changes it and ends them all."""
    mine, really = portal.customer().sign_in().token, customer.verify_credentials

    def slow(*asked: Any) -> Any:
        pair = really(*asked)
        monkeypatch.setattr(customer, "verify_credentials", really)
        with portal.asking(mine) as auth:
            auth.change_password(NewPassword(password=OTHER, password_confirmation=OTHER))
        return pair

    monkeypatch.setattr(customer, "verify_credentials", slow)
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.sign_in()
    assert portal.rows("select count(*) from sessions") == [(1,)]


def test_the_history_tells_what_was_done_with_the_cabinet(portal: Portal) -> None:
    portal.customer().sign_in()
    with pytest.raises(Refusal):
        portal.sign_in(password="guess", ip="10.1.2.3")
    portal.pass_time(hours=1)
    mine = portal.sign_in().token
    portal.customer(account_number="180111112", email="other@mail.ru")
    with portal.asking(mine) as auth:
        shown = auth.list_security_events(SecurityHistoryQuery(limit=3))
        events = [(event.action, event.outcome, event.network, event.device) for event in shown.events]
        assert events == [
            ("sign_in", "done", "93.184.*.*", "Firefox"),
            ("sign_in", "refused", "10.1.*.*", "Firefox"),
            ("sign_in", "done", "93.184.*.*", "Firefox"),
        ]
        rest = auth.list_security_events(SecurityHistoryQuery(before=shown.next_before))
        assert [event.action for event in rest.events] == ["activate"]
        assert auth.get_profile(Nothing()).last_sign_in == portal.clock.now() - timedelta(hours=1)


@pytest.mark.req("M5.2")
def test_a_foreign_session_cannot_be_ended(portal: Portal) -> None:
    mine = portal.customer().sign_in().token
    portal.customer(account_number="180111112", email="other@mail.ru")
    theirs = portal.sign_in("180111112").token
    with portal.asking(mine) as auth:
        auth.end_session(SessionRef(id=portal.identity(theirs).session_id))
        auth.end_session(SessionRef(id="no-uuid"))
    portal.identity(theirs)
