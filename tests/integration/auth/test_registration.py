"""From the form to an activated cabinet."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.errors import Refusal
from contracts.auth import Credentials, OneTimeToken
from contracts.notifications import ActivationExpired
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

AGAIN = Credentials(account_number=ACCOUNT, password=PASSWORD, ip=IP)


@pytest.mark.req("M3.1")
def test_a_registration_asks_for_a_letter_and_works_after_its_link(portal: Portal) -> None:
    portal.register()
    event = portal.last("user_registered")
    assert (event["account_number"], event["email"]) == (ACCOUNT, EMAIL)
    with pytest.raises(Refusal, match="not_activated"):
        portal.sign_in()
    portal.auth.activate(OneTimeToken(token=event["token"]))
    assert portal.identity(portal.sign_in().token).accounts[0].number == ACCOUNT
    linked = portal.last("account_linked")
    assert (linked["primary"], linked["version"]) == (True, 1)
    assert portal.last("user_activated")["email"] == EMAIL


@pytest.mark.req("M3.1")
def test_the_link_works_once_and_says_that_it_was_used(portal: Portal) -> None:
    portal.register()
    link = OneTimeToken(token=portal.last("user_registered")["token"])
    portal.auth.activate(link)
    with pytest.raises(Refusal) as refusal:
        portal.auth.activate(link)
    assert refusal.value.code == "token_invalid"
    assert "уже использована" in refusal.value.message


@pytest.mark.req("M3.1")
@pytest.mark.parametrize("token", ["", "x" * 43, "\u0416"])
def test_an_unknown_link_is_refused_neutrally(portal: Portal, token: str) -> None:
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.activate(OneTimeToken(token=token))


@pytest.mark.req("M3.1")
@pytest.mark.case("F6")
def test_the_link_expires_and_a_new_one_can_be_requested(portal: Portal) -> None:
    portal.register()
    old = portal.last("user_registered")["token"]
    portal.pass_time(hours=48)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.activate(OneTimeToken(token=old))
    portal.auth.resend_activation(AGAIN)
    portal.auth.activate(OneTimeToken(token=portal.last("user_registered")["token"]))
    portal.sign_in()


@pytest.mark.req("M3.1")
@pytest.mark.case("F7")
def test_only_the_newest_link_works(portal: Portal) -> None:
    portal.register()
    first = portal.last("user_registered")["token"]
    portal.auth.resend_activation(AGAIN)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.activate(OneTimeToken(token=first))


@pytest.mark.req("M3.2")
def test_resending_tells_brackets_too(portal: Portal) -> None:
    portal.register()
    with pytest.raises(Refusal, match="invalid_field"):
        portal.auth.resend_activation(AGAIN.model_copy(update={"account_number": "(180)11111"}))


def test_resending_needs_the_password(portal: Portal) -> None:
    portal.register()
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.auth.resend_activation(AGAIN.model_copy(update={"password": "not this one"}))
    assert len(portal.events("user_registered")) == 1


@pytest.mark.req("M3.4", "M3.7")
def test_unknown_closed_and_taken_accounts_are_not_told_apart(portal: Portal) -> None:
    portal.customer()
    texts = set()
    for number in ("999999999", "180111119", ACCOUNT):
        with pytest.raises(Refusal) as refusal:
            portal.register(account_number=number, email="other@mail.ru")
        texts.add((refusal.value.code, refusal.value.message, refusal.value.field))
    assert len(texts) == 1
    assert "службу поддержки" in texts.pop()[1]
    assert len(portal.events("user_registered")) == 1


@pytest.mark.req("M3.7")
def test_the_owner_hears_of_an_attempt_and_the_form_does_not_tell(portal: Portal) -> None:
    portal.customer()
    for number in (ACCOUNT, "999999999"):
        with pytest.raises(Refusal, match="registration_refused"):
            portal.register(account_number=number, email="other@mail.ru")
    [event] = portal.events("registration_repeated")
    assert (event["account_number"], event["email"]) == (ACCOUNT, EMAIL)


@pytest.mark.req("M3.7")
def test_the_first_of_two_people_to_activate_has_the_account(portal: Portal) -> None:
    portal.register(email="first@mail.ru")
    portal.register(email="second@mail.ru")
    first, second = (event["token"] for event in portal.events("user_registered"))
    portal.auth.activate(OneTimeToken(token=first))
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.activate(OneTimeToken(token=second))
    assert portal.rows("select count(*) from users") == [(1,)]


@pytest.mark.req("M3.7")
def test_two_activations_at_once_open_one_cabinet(portal: Portal) -> None:
    for n in range(4):
        portal.register(email=f"person{n}@mail.ru")
    tokens = [event["token"] for event in portal.events("user_registered")]

    def activate(token: str) -> str:
        try:
            return portal.auth.activate(OneTimeToken(token=token)).account_number
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(activate, tokens))
    assert outcomes == [ACCOUNT] + ["token_invalid"] * 3
    assert len(portal.events("account_linked")) == 1


@pytest.mark.req("M3.2")
def test_all_mistakes_of_a_form_are_told_at_once(portal: Portal) -> None:
    with pytest.raises(Refusal) as refusal:
        portal.register(
            account_number="(180)11111", password="12345", password_confirmation="12355", email="sidor", consent=False
        )
    assert refusal.value.code == "invalid_field"
    errors = {error["field"]: error["message"] for error in refusal.value.details["errors"]}
    assert set(errors) == {"account_number", "password", "password_confirmation", "email", "consent"}
    assert "без скобок" in errors["account_number"]
    assert "не совпадают" in errors["password_confirmation"]
    assert "12345" not in str(errors)
    assert portal.rows("select count(*) from registrations") == [(0,)]


@pytest.mark.req("M3.2")
def test_an_account_pasted_from_an_editor_is_kept_clean(portal: Portal) -> None:
    portal.register(account_number="\u200b180\u00a0111\u00ad111\r\n")
    assert portal.rows("select account_number from registrations") == [(ACCOUNT,)]


@pytest.mark.req("M1.2")
def test_the_consent_is_kept_with_version_time_and_address(portal: Portal) -> None:
    portal.register()
    row = portal.rows("select account_number, email, version, given_at, ip from consents")
    assert row == [(ACCOUNT, EMAIL, "2026-10", portal.clock.now(), IP)]


def test_nothing_secret_is_stored_readably(portal: Portal) -> None:
    portal.customer()
    opened = portal.sign_in()
    tables = [row[0] for row in portal.rows("select tablename from pg_tables where schemaname = 'public'")]
    for table in tables:
        if table != "outbox":
            stored = str(portal.rows(f"select * from {table}"))
            assert PASSWORD not in stored
            assert opened.token not in stored
    assert portal.rows("select password_hash from users")[0][0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_letters_to_one_address_are_limited(portal: Portal) -> None:
    for number in range(1, 7):
        portal.register(account_number=f"18011111{number}")
    with pytest.raises(Refusal) as refusal:
        portal.register(account_number="180111117")
        portal.register(account_number="180111118")
    assert refusal.value.code == "too_many_attempts"
    assert refusal.value.details["retry_after"] > 0


@pytest.mark.req("M3.1", "M6.1")
def test_a_letter_that_outlived_its_link_is_made_anew_with_a_living_one(portal: Portal) -> None:
    portal.register()
    first = portal.last("user_registered")
    event = ActivationExpired(user_id=first["user_id"], account_number=ACCOUNT)

    def hear() -> None:
        with portal.database.transaction() as session:
            portal.auth.renew_activation(event, session)

    hear()
    assert len(portal.events("user_registered")) == 1, "its link still works"
    with portal.database.transaction() as session:
        portal.auth.renew_activation(event.model_copy(update={"wanted": True}), session)
    assert len(portal.events("user_registered")) == 2, "staff ask for another letter all the same"
    portal.pass_time(days=3)
    hear()
    hear()
    *_, second = portal.events("user_registered")
    portal.auth.activate(OneTimeToken(token=second["token"]))
    portal.pass_time(days=3)
    hear()
    assert len(portal.events("user_registered")) == 3, "who is in needs no letter"
