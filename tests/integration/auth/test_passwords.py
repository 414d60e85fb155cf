"""Recovery and change of passwords."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from argon2 import PasswordHasher

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import NewPassword, PasswordByLink, Recovery, TokenRequest
from contracts.wire import Nothing
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

FRESH = "три слова и ещё одно"
EXPIRED, WRONG = "session_expired", "wrong_credentials"


def recover(portal: Portal, account: str = ACCOUNT, email: str = EMAIL, ip: str = IP) -> Nothing:
    return portal.auth.recover_password(Recovery(account_number=account, email=email, ip=ip))


def change(portal: Portal, token: str, password: str = FRESH, again: str | None = None) -> str:
    with portal.asking(token) as auth:
        confirmation = password if again is None else again
        return auth.change_password(NewPassword(password=password, password_confirmation=confirmation)).token


@pytest.mark.req("M3.5")
def test_a_new_password_is_mailed_and_the_old_one_dies_at_once(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    recover(portal, email="SIDOR@list.ru")
    letter = portal.last("password_reset")
    assert (letter["email"], letter["token"]) == (EMAIL, None)
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)
    with pytest.raises(Refusal, match=WRONG):
        portal.sign_in()
    opened = portal.sign_in(password=letter["new_password"])
    assert opened.must_change_password
    assert portal.identity(opened.token).must_change_password
    after = change(portal, opened.token)
    assert not portal.identity(after).must_change_password
    assert not portal.sign_in(password=FRESH).must_change_password


@pytest.mark.req("M3.5")
@pytest.mark.parametrize("shape", ["{} ", " {}", "{}\n", "bare", "capitals", "blanks"])
def test_a_mailed_password_is_taken_however_a_telephone_copies_it(shape: str, portal: Portal) -> None:
    portal.customer()
    recover(portal)
    mailed = portal.last("password_reset")["new_password"]
    shapes = {"bare": mailed.replace("-", ""), "capitals": mailed.upper(), "blanks": mailed.replace("-", " ")}
    assert portal.sign_in(password=shapes.get(shape, shape.format(mailed))).must_change_password


@pytest.mark.req("M3.5")
def test_a_mailed_password_is_not_asked_for_twice(portal: Portal) -> None:
    portal.customer()
    recover(portal)
    opened = portal.sign_in(password=portal.last("password_reset")["new_password"])
    wanted = NewPassword(password=FRESH, password_confirmation=FRESH)
    with portal.asking(opened.token) as auth:
        fresh = auth.replace_mailed_password(wanted)
    assert not fresh.must_change_password
    with portal.asking(fresh.token) as auth, pytest.raises(Refusal, match="not_confirmed"):
        auth.replace_mailed_password(
            NewPassword(password="ещё четыре других слова", password_confirmation="ещё четыре других слова")
        )


@pytest.mark.req("M3.5")
def test_the_mailed_password_works_for_a_day(portal: Portal) -> None:
    portal.customer()
    recover(portal)
    mailed = portal.last("password_reset")["new_password"]
    portal.pass_time(hours=23)
    opened = portal.sign_in(password=mailed)
    portal.pass_time(hours=1)
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(opened.token)
    with pytest.raises(Refusal, match=WRONG):
        portal.sign_in(password=mailed)


@pytest.mark.req("M3.5")
def test_the_answer_is_the_same_whether_or_not_the_pair_exists(portal: Portal) -> None:
    portal.customer()
    assert recover(portal, email="stranger@list.ru") == Nothing()
    assert recover(portal, account="999999999") == Nothing()
    assert recover(portal, email="nonsense") == Nothing()
    assert portal.events("password_reset") == []
    portal.sign_in()


@pytest.mark.req("M3.5")
def test_recovery_is_throttled_by_pair_and_by_address(portal: Portal) -> None:
    for account in (ACCOUNT, "999999999"):
        for _ in range(4):
            recover(portal, account=account, ip="10.0.0.1")
        with pytest.raises(Refusal, match="too_many_attempts"):
            recover(portal, account=account, ip="10.0.0.1")
    now = portal.clock.now()
    portal.rows("insert into throttles values ('recover:address', :ip, 39, :now, :now)", ip=IP, now=now)
    recover(portal, account="700000001")
    with pytest.raises(Refusal, match="too_many_attempts"):
        recover(portal, account="700000002")


@pytest.mark.req("M3.5")
@pytest.mark.parametrize("email", [EMAIL, "stranger@list.ru"])
def test_an_exhausted_pair_stays_open_to_each_other_network_once_an_hour(portal: Portal, email: str) -> None:
    """Whether or not the pair exists: the refusal must not tell."""
    portal.customer()
    for _ in range(4):
        recover(portal, email=email, ip="10.6.6.6")
    told = len(portal.events("password_reset"))
    for owner in (IP, "2001:db8:1::1"):
        recover(portal, email=email, ip=owner)
        with pytest.raises(Refusal) as refusal:
            recover(portal, email=email, ip=owner)
        assert 0 < refusal.value.details["retry_after"] <= 60, "the shorter of the two waits"  # type: ignore[index]
    assert len(portal.events("password_reset")) == told + 2 * (email == EMAIL)
    for _ in range(12):  # somebody uses up every wait of the pair
        portal.pass_time(minutes=61)
        recover(portal, email=email, ip="10.6.6.6")
    recover(portal, email=email, ip="10.6.6.6")
    with pytest.raises(Refusal, match="too_many_attempts"):
        recover(portal, email=email, ip="10.6.6.6")
    recover(portal, email=email, ip=IP)


@pytest.mark.req("M3.5", "M3.7")
def test_registration_and_recovery_hash_once_whatever_they_find(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.customer()
    hashed: list[str] = []
    make = PasswordHasher.hash
    monkeypatch.setattr(PasswordHasher, "hash", lambda *args, **how: hashed.append("") or make(*args, **how))

    def cost(action: Callable[[], object]) -> int:
        hashed.clear()
        with suppress(Refusal):
            action()
        return len(hashed)

    costs = {
        "recovery of a pair": cost(lambda: recover(portal)),
        "recovery by a wrong address": cost(lambda: recover(portal, email="stranger@list.ru")),
        "recovery of no account": cost(lambda: recover(portal, account="999999999")),
        "registration of a free account": cost(lambda: portal.register(account_number="180111112")),
        "registration of a taken one": cost(lambda: portal.register(email="new@list.ru")),
        "registration of a closed one": cost(lambda: portal.register(account_number="180111119")),
        "registration of none": cost(lambda: portal.register(account_number="999999999")),
    }
    assert set(costs.values()) == {1}, costs


@pytest.mark.req("M3.5")
def test_a_link_keeps_the_old_password_until_it_is_used(database: Database) -> None:
    portal = Portal(database, password_recovery="link").customer()
    token = portal.sign_in().token
    recover(portal)
    letter = portal.last("password_reset")
    assert letter["new_password"] is None
    portal.identity(token)
    portal.sign_in()
    link = PasswordByLink(token=letter["token"], password=FRESH, password_confirmation=FRESH)
    with pytest.raises(Refusal, match="invalid_field"):
        portal.auth.set_password_by_link(link.model_copy(update={"password": "12345"}))
    portal.auth.set_password_by_link(link)
    for refused, code in ((lambda: portal.identity(token), EXPIRED), (portal.sign_in, WRONG)):
        with pytest.raises(Refusal, match=code):
            refused()
    portal.sign_in(password=FRESH)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.set_password_by_link(link)
    assert portal.last("password_changed")["email"] == EMAIL


@pytest.mark.case("F7")
def test_of_two_recovery_links_only_the_newest_works(database: Database) -> None:
    portal = Portal(database, password_recovery="link").customer()
    recover(portal)
    recover(portal)
    first, second = (event["token"] for event in portal.events("password_reset"))
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.set_password_by_link(PasswordByLink(token=first, password=FRESH, password_confirmation=FRESH))
    portal.pass_time(minutes=60)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.set_password_by_link(PasswordByLink(token=second, password=FRESH, password_confirmation=FRESH))


@pytest.mark.req("M4.2.4")
@pytest.mark.case("F8")
def test_a_change_ends_the_other_sessions_and_gives_a_new_token(portal: Portal) -> None:
    here, there = portal.customer().sign_in().token, portal.sign_in(ip="10.0.0.1").token
    after = change(portal, here)
    for old in (here, there):
        with pytest.raises(Refusal, match=EXPIRED):
            portal.identity(old)
    assert portal.identity(after).accounts[0].number == ACCOUNT
    assert portal.last("password_changed")["account_number"] == ACCOUNT
    with pytest.raises(Refusal, match=WRONG):
        portal.sign_in()


@pytest.mark.req("M4.2.4")
@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("12345", "12345", "password"), (FRESH, "другое", "password_confirmation"), (PASSWORD, PASSWORD, "password")],
    ids=["weak", "differs", "the present one"],
)
def test_a_wrong_new_password_changes_nothing(portal: Portal, password: str, again: str, field: str) -> None:
    token = portal.customer().sign_in().token
    with pytest.raises(Refusal) as refusal:
        change(portal, token, password, again)
    assert (refusal.value.code, refusal.value.field) == ("invalid_field", field)
    portal.identity(token)


def test_recovery_ends_api_tokens_too(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        token = auth.issue_token(TokenRequest(name="дом", scopes=["read"], days=30)).token
    recover(portal)
    with pytest.raises(Refusal, match=EXPIRED):
        portal.identity(token)
