"""Warnings about the keys of a cabinet: to the address that stood when it happened, whatever happens afterwards."""

from datetime import timedelta

import pytest

from contracts import auth
from contracts.wire import Event
from tests.integration.notifications.conftest import ACCOUNT, EMAIL, NOW, USER, Post, text_of

MALLORY = "mallory@evil.example"
WHO = {"user_id": str(USER), "account_number": ACCOUNT, "email": EMAIL}
MOVED = auth.EmailChanged(
    user_id=str(USER), email=MALLORY, version=7, old_email=EMAIL, account_number=ACCOUNT, changed_at=NOW
)
GONE = auth.CabinetDeleted(user_id=str(USER), account_number=ACCOUNT, email=MALLORY, deleted_at=NOW, version=9)
WARNINGS: dict[str, tuple[Event, str]] = {
    "tell_password_change": (auth.PasswordChanged(**WHO), "отозваны токены программ"),
    "tell_token": (
        auth.ApiTokenIssued(
            **WHO, name="Умный дом", scopes=["read", "brew_coffee"], issued_at=NOW, expires_at=NOW + timedelta(days=9)
        ),
        "смотреть данные, brew_coffee",
    ),
    "tell_new_browser": (
        auth.UnknownBrowserSignedIn(**WHO, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/145.0", signed_in_at=NOW),
        "Firefox, Windows",
    ),
    "tell_owner": (
        auth.AccountShared(**WHO, viewer_id="7", viewer_email="g***@ya.ru", since=NOW),
        "https://svet.kaluga.ru/settings/viewers",
    ),
}


@pytest.mark.req("M4.2.4", "M3.5")
@pytest.mark.parametrize("handler", list(WARNINGS))
def test_a_warning_reaches_the_address_that_stood_then(post: Post, handler: str) -> None:
    event, words = WARNINGS[handler]
    post.meet()
    post.hear(handler, event)
    post.hear("remember_email", MOVED)
    post.hear("forget_person", GONE)
    post.send()
    to_owner = [letter for letter in post.sink.accepted if letter["To"] == EMAIL]
    assert len(to_owner) == 2, "the warning, and that the address was changed"
    assert any(words in text_of(letter) for letter in to_owner)
    assert any("через этот адрес больше нельзя" in text_of(letter).replace("\n", " ") for letter in to_owner)


@pytest.mark.req("M4.2.4")
def test_both_addresses_hear_of_a_change_once(post: Post) -> None:
    post.meet()
    post.hear("remember_email", MOVED)
    post.hear("remember_email", MOVED)
    post.send()
    letters = {str(letter["To"]): text_of(letter) for letter in post.sink.accepted}
    assert len(post.sink.accepted) == 2
    assert "m***@evil.example" in letters[EMAIL]
    assert MALLORY not in letters[EMAIL], "whole addresses are not for others"
    assert "(180)111111" in letters[MALLORY]


@pytest.mark.req("M6.1")
def test_an_address_changed_by_an_older_release_makes_no_letter(post: Post) -> None:
    post.hear("remember_email", auth.EmailChanged(user_id=str(USER), email=MALLORY, version=2))
    assert post.rows("select count(*) from letters") == [(0,)]


@pytest.mark.req("M5.1")
def test_one_letter_a_day_tells_of_the_same_viewer(post: Post) -> None:
    for hours in (0, 1, 24):
        at = NOW + timedelta(hours=hours)
        post.hear("tell_owner", auth.AccountShared(**WHO, viewer_id="7", viewer_email="g***@ya.ru", since=at))
    assert post.rows("select count(*) from letters") == [(2,)]


@pytest.mark.req("S5")
def test_a_warning_carries_its_link_and_nobody_else_gets_it(post: Post) -> None:
    """«Это был не я»: to the address that stood then; the new address of a change gets none."""
    post.meet()
    keyed = {handler: event for handler, (event, _) in WARNINGS.items() if handler != "tell_owner"}
    asked = auth.EmailChangeRequested(
        user_id=str(USER), account_number=ACCOUNT, old_email=EMAIL, new_email=MALLORY, token="link", expires_at=NOW
    )
    keyed |= {"send_email_link": asked, "remember_email": MOVED}
    for handler, event in keyed.items():
        post.hear(handler, event.model_copy(update={"report_token": f"key-of-{handler}"}))
    closed = auth.TakeoverReported(**WHO, reported_at=NOW)
    post.hear("tell_closing", closed)
    post.send()
    to_owner = "".join(text_of(letter) for letter in post.sink.accepted if letter["To"] == EMAIL)
    to_others = "".join(text_of(letter) for letter in post.sink.accepted if letter["To"] != EMAIL)
    for handler in keyed:
        assert f"https://svet.kaluga.ru/not-me?token=key-of-{handler}" in to_owner
    assert "not-me" not in to_others
    assert "закрыт доступ" in to_owner
