"""Whoever learned the password loses everything that they opened with it, and the owner hears of each step."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import (
    Credentials,
    NewAccount,
    NewEmail,
    NewPassword,
    OneTimeToken,
    PasswordByLink,
    Recovery,
    TokenRequest,
    ViewerRef,
)
from contracts.wire import AccountRef
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

FRESH, MALLORY = "три слова и ещё одно", "mallory@evil.example"
OTHER = "180111112"
BROWSER = "b" * 43


def change_password(portal: Portal, session: str) -> None:
    with portal.asking(session) as auth:
        auth.change_password(NewPassword(password=FRESH, password_confirmation=FRESH))


def change_address(portal: Portal, session: str) -> None:
    with portal.asking(session) as auth:
        auth.request_email_change(NewEmail(email="owner.new@list.ru"))
    portal.auth.confirm_email(OneTimeToken(token=portal.last("email_change_requested")["token"]))


def recover(portal: Portal, session: str) -> None:
    portal.auth.recover_password(Recovery(account_number=ACCOUNT, email=EMAIL, ip=IP))


def recover_by_link(portal: Portal, session: str) -> None:
    recover(portal, session)
    link = PasswordByLink(token=portal.last("password_reset")["token"], password=FRESH, password_confirmation=FRESH)
    portal.auth.set_password_by_link(link)


@pytest.mark.req("M3.5", "M4.2.4", "B5")
@pytest.mark.parametrize(
    ("way", "mode"),
    [(change_password, "password"), (change_address, "password"), (recover, "password"), (recover_by_link, "link")],
    ids=["changed password", "changed address", "recovery by password", "recovery by link"],
)
def test_every_way_ends_all_that_the_password_had_opened(
    database: Database, way: Callable[[Portal, str], None], mode: str
) -> None:
    portal = Portal(database, password_recovery=mode).customer()
    here, thief = portal.sign_in().token, portal.sign_in(ip="10.6.6.6").token
    with portal.asking(thief) as auth:
        token = auth.issue_token(TokenRequest(name="x", scopes=["read"], days=300)).token
        auth.request_email_change(NewEmail(email=MALLORY))
    address_link = portal.last("email_change_requested")["token"]
    way(portal, here)
    for gone in (thief, token):
        with pytest.raises(Refusal, match="session_expired"):
            portal.identity(gone)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.confirm_email(OneTimeToken(token=address_link))
    assert portal.rows("select count(*) from one_time_tokens where used_at is null and purpose <> 'report'") == [(0,)]
    assert portal.rows("select count(*) from known_browsers") == [(0,)]
    assert portal.rows("select count(*) from familiar_addresses") == [(0,)]


@pytest.mark.req("M3.5", "M4.2.4")
def test_a_recovery_link_ends_when_the_password_is_changed_in_the_settings(database: Database) -> None:
    portal = Portal(database, password_recovery="link").customer()
    recover(portal, "")
    link = PasswordByLink(
        token=portal.last("password_reset")["token"],
        password="ещё четыре слова",
        password_confirmation="ещё четыре слова",
    )
    change_password(portal, portal.sign_in().token)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.set_password_by_link(link)


@pytest.mark.req("M4.2.4")
def test_a_changed_address_names_both(portal: Portal) -> None:
    change_address(portal, portal.customer().sign_in().token)
    event = portal.last("email_changed")
    assert (event["old_email"], event["email"], event["account_number"]) == (EMAIL, "owner.new@list.ru", ACCOUNT)


@pytest.mark.req("B5")
def test_the_owner_hears_of_a_new_token_and_there_are_never_more_than_twenty(portal: Portal) -> None:
    session = portal.customer().sign_in().token

    def issue(n: int) -> str:
        with portal.asking(session) as auth:
            try:
                return auth.issue_token(TokenRequest(name=f"t{n}", scopes=["read"], days=3)).info.name
            except Refusal as refusal:
                return refusal.code

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(issue, range(26)))
    assert made.count("invalid_field") == 6
    told = portal.events("api_token_issued")
    assert len(told) == 20
    assert (told[0]["email"], told[0]["scopes"]) == (EMAIL, ["read"])


def sign_in(portal: Portal, browser: str | None, agent: str = "Firefox", ip: str = IP) -> str | None:
    asked = Credentials(account_number=ACCOUNT, password=PASSWORD, ip=ip, user_agent=agent, browser=browser)
    return portal.auth.sign_in(asked).browser


@pytest.mark.req("M3.3")
def test_a_browser_that_was_never_seen_is_told_and_a_known_one_is_not(portal: Portal) -> None:
    kept = sign_in(portal.customer(), "")
    assert kept and portal.events("unknown_browser_signed_in") == [], "the first sign-in of all is the owner's"
    assert sign_in(portal, kept, ip="10.0.0.1") == kept
    assert portal.events("unknown_browser_signed_in") == []
    sign_in(portal, "", agent="Chrome")
    [told] = portal.events("unknown_browser_signed_in")
    assert (told["email"], told["user_agent"]) == (EMAIL, "Chrome")
    assert IP not in str(told), "no address of the network"
    assert kept.encode() not in bytes(portal.rows("select hash from known_browsers")[0][0])


@pytest.mark.req("M3.3", "B5")
def test_a_program_is_known_by_its_network(portal: Portal) -> None:
    sign_in(portal.customer(), "")
    for ip in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        assert sign_in(portal, None, "api", ip) is None
    assert len(portal.events("unknown_browser_signed_in")) == 2


@pytest.mark.req("M4.2.4")
def test_the_browser_in_which_the_password_was_changed_stays_known(portal: Portal) -> None:
    sign_in(portal.customer(), BROWSER)
    with portal.asking(portal.sign_in().token) as auth:
        auth.change_password(NewPassword(password=FRESH, password_confirmation=FRESH, browser=BROWSER))
    before = len(portal.events("unknown_browser_signed_in"))
    portal.auth.sign_in(Credentials(account_number=ACCOUNT, password=FRESH, ip=IP, browser=BROWSER))
    assert len(portal.events("unknown_browser_signed_in")) == before


def activation(portal: Portal, nth: int, password: str | None = None) -> OneTimeToken:
    return OneTimeToken(token=portal.events("user_registered")[nth]["token"], password=password)


@pytest.mark.req("M3.1", "M3.7")
@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper()])
def test_a_strangers_form_never_replaces_the_owners_password(portal: Portal, email: str) -> None:
    portal.register()
    evil = "чужой пароль подлиннее"
    portal.register(password=evil, password_confirmation=evil, email=email, ip="10.6.6.6")
    for pressed in (
        activation(portal, 1),
        activation(portal, 1, PASSWORD),
        activation(portal, 0),
        activation(portal, 0, evil),
    ):
        with pytest.raises(Refusal) as refusal:
            portal.auth.activate(pressed)
        assert refusal.value.field == "password"
    portal.auth.activate(activation(portal, 0, PASSWORD))
    portal.sign_in()
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.sign_in(password=evil)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.activate(activation(portal, 1, evil))


@pytest.mark.req("M3.5", "M3.7")
def test_strangers_cannot_shut_the_owners_recovery_and_registration(portal: Portal) -> None:
    for n in range(40):
        portal.register(email=f"stranger{n}@mail.ru", ip=f"10.1.{n}.1")
    portal.customer()
    for n in range(40):
        portal.auth.recover_password(Recovery(account_number=ACCOUNT, email=f"guess{n}@mail.ru", ip=f"10.2.{n}.1"))
    portal.auth.recover_password(Recovery(account_number=ACCOUNT, email=EMAIL, ip=IP))
    assert portal.last("password_reset")["email"] == EMAIL
    assert EMAIL not in str(
        portal.rows("select subject from throttles where kind in ('recover:pair', 'register:pair')")
    )


def neighbour(portal: Portal) -> str:
    portal.register(account_number=OTHER, email="galina@ya.ru")
    portal.auth.activate(OneTimeToken(token=portal.last("user_registered")["token"]))
    return portal.sign_in(OTHER).token


def link(portal: Portal, session: str, number: str = ACCOUNT) -> None:
    with portal.asking(session) as auth:
        auth.link_account(NewAccount(account_number=number))


@pytest.mark.req("M4.2.3", "M5.1")
def test_the_owner_hears_of_a_link_sees_it_and_ends_it_for_good(portal: Portal) -> None:
    owner, other = portal.customer().sign_in().token, neighbour(portal)
    link(portal, other)
    [told] = portal.events("account_shared")
    assert (told["email"], told["account_number"], told["viewer_email"]) == (EMAIL, ACCOUNT, "g***@ya.ru")
    with portal.asking(owner) as auth:
        [seen] = auth.list_viewers(AccountRef(account_number=ACCOUNT)).viewers
        assert (seen.email, seen.since, seen.removed) == ("g***@ya.ru", portal.clock.now(), False)
        ref = ViewerRef(account_number=ACCOUNT, viewer_id=seen.viewer_id)
        assert [one.removed for one in auth.remove_viewer(ref).viewers] == [True]
    assert [account.number for account in portal.identity(other).accounts] == [OTHER]
    assert portal.last("account_unlinked")["detached_email"] == "galina@ya.ru"
    with pytest.raises(Refusal, match="account_not_linked"):
        link(portal, other)
    with portal.asking(owner) as auth:
        assert auth.admit_viewer(ref).viewers == []
    link(portal, other)
    assert len(portal.events("account_shared")) == 2


@pytest.mark.req("M5.1")
def test_only_the_owner_sees_and_ends_who_else_sees_the_account(portal: Portal) -> None:
    portal.customer()
    other = neighbour(portal)
    link(portal, other)
    with portal.asking(other) as auth:
        ref = ViewerRef(account_number=ACCOUNT, viewer_id=portal.identity(other).user_id)
        for refused in (lambda: auth.list_viewers(AccountRef(account_number=ACCOUNT)), lambda: auth.remove_viewer(ref)):
            with pytest.raises(Refusal, match="account_not_linked"):
                refused()


@pytest.mark.req("M5.1")
def test_a_new_owner_hears_of_who_was_there_before(portal: Portal) -> None:
    link(portal, neighbour(portal))
    assert portal.events("account_shared") == [], "nobody owns it yet"
    portal.customer()
    assert portal.last("account_shared")["email"] == EMAIL
