"""What a customer changes about himself (M4.2)."""

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.auth import Alias, CabinetLook, NewAccount, NewEmail, NewPhone, OneTimeToken, Profile, UserQuery
from contracts.wire import AccountRef, Nothing
from tests.integration.auth.conftest import ACCOUNT, EMAIL, Portal

OTHER = "180111112"


def link(portal: Portal, token: str, number: str = OTHER) -> Profile:
    with portal.asking(token) as auth:
        return auth.link_account(NewAccount(account_number=number))


@pytest.mark.req("M4.2.3", "M5.1")
def test_an_additional_account_is_added_and_removed(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    profile = link(portal, token, "180\u00a0111\u00a0112")
    assert [(account.number, account.primary) for account in profile.accounts] == [(ACCOUNT, True), (OTHER, False)]
    assert [a.number for a in portal.identity(token).accounts] == [ACCOUNT, OTHER]
    with portal.asking(token) as auth:
        assert len(auth.unlink_account(AccountRef(account_number=OTHER)).accounts) == 1
    versions = [e["version"] for e in portal.events("account_linked") + portal.events("account_unlinked")]
    assert versions == [1, 2, 3]


@pytest.mark.req("M4.2.3")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (ACCOUNT, "account_already_linked"),
        ("999999999", "account_not_linked"),
        ("180111119", "account_not_linked"),
        ("(180)11111", "invalid_field"),
    ],
    ids=["twice", "unknown", "closed", "brackets"],
)
def test_what_cannot_be_added_says_why(portal: Portal, number: str, code: str) -> None:
    token = portal.customer().sign_in().token
    with pytest.raises(Refusal, match=code):
        link(portal, token, number)
    assert len(portal.identity(token).accounts) == 1


@pytest.mark.req("M4.2.3")
def test_the_primary_account_stays(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth, pytest.raises(Refusal, match="primary_account"):
        auth.unlink_account(AccountRef(account_number=ACCOUNT))


def test_trying_account_numbers_out_is_slowed_down(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    codes = []
    for n in range(11):
        with pytest.raises(Refusal) as refusal:
            link(portal, token, f"7{n:08}")
        codes.append(refusal.value.code)
    assert codes == ["account_not_linked"] * 10 + ["too_many_attempts"]


def test_an_account_gets_a_name(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth:
        named = auth.rename_account(Alias(account_number=ACCOUNT, alias=" Дача\n ")).accounts[0]
        assert named.alias == "Дача"
        assert auth.rename_account(Alias(account_number=ACCOUNT, alias="")).accounts[0].alias is None


@pytest.mark.req("M4.2.4")
def test_an_address_changes_after_its_link_is_followed(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth:
        auth.request_email_change(NewEmail(email="new@mail.ru"))
        waiting = auth.get_profile(Nothing())
    assert (waiting.email, waiting.pending_email) == (EMAIL, "new@mail.ru")
    asked = portal.last("email_change_requested")
    assert (asked["old_email"], asked["new_email"]) == (EMAIL, "new@mail.ru")
    portal.auth.confirm_email(OneTimeToken(token=asked["token"]))
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    assert portal.identity(portal.sign_in().token).email == "new@mail.ru"
    changed = portal.last("email_changed")
    assert (changed["email"], changed["version"]) == ("new@mail.ru", 2)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.confirm_email(OneTimeToken(token=asked["token"]))
    assert "new@mail.ru" not in str(portal.rows("select details from audit"))


@pytest.mark.req("M4.2.4")
@pytest.mark.case("F12")
def test_of_two_requested_addresses_the_last_one_counts(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        auth.request_email_change(NewEmail(email="one@mail.ru"))
        auth.request_email_change(NewEmail(email="two@mail.ru"))
    first, second = (event["token"] for event in portal.events("email_change_requested"))
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.confirm_email(OneTimeToken(token=first))
    portal.auth.confirm_email(OneTimeToken(token=second))
    assert portal.last("email_changed")["email"] == "two@mail.ru"


@pytest.mark.req("M4.2.4")
@pytest.mark.parametrize("email", [EMAIL, "nonsense", "a@b.ru\r\nBcc: c@d.ru"])
def test_a_wrong_address_is_refused(portal: Portal, email: str) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth, pytest.raises(Refusal) as refusal:
        auth.request_email_change(NewEmail(email=email))
    assert (refusal.value.code, refusal.value.field) == ("invalid_field", "email")
    assert portal.events("email_change_requested") == []


@pytest.mark.req("M4.2.4")
def test_a_phone_is_kept_and_removed(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        auth.change_phone(NewPhone(phone="8 (910) 123-45-67"))
        assert auth.get_profile(Nothing()).phone == "+79101234567"
        auth.change_phone(NewPhone(phone=""))
        assert auth.get_profile(Nothing()).phone is None
        with pytest.raises(Refusal, match="invalid_field"):
            auth.change_phone(NewPhone(phone="123"))


@pytest.mark.req("S5")
@pytest.mark.parametrize("text", [ACCOUNT, "SIDOR@", "+79101234567", "9101234567"])
def test_staff_find_people(portal: Portal, text: str) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        auth.change_phone(NewPhone(phone="+79101234567"))
    portal.register(account_number=OTHER, email="else@mail.ru")
    found = portal.auth.find_users(UserQuery(text=text)).users
    assert [(user.primary_account, user.activated) for user in found] == [(ACCOUNT, True)]
    assert [u.activated for u in portal.auth.find_users(UserQuery(text=OTHER)).users] == [False]
    assert portal.auth.find_users(UserQuery(text="%_")).users == []


@pytest.mark.req("S5", "M1.2")
def test_lists_mask_contacts_and_the_page_of_an_account_leaves_a_trace(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        auth.change_phone(NewPhone(phone="+79101234567"))
    portal.register(account_number=OTHER, email="else@mail.ru")
    with entered(Context(caller=Caller("staff-7", "operator"))):
        (listed,) = portal.auth.find_users(UserQuery(text="+79101234567")).users
        (whole,) = portal.auth.get_contacts(AccountRef(account_number=ACCOUNT)).users
        (waiting,) = portal.auth.find_users(UserQuery(text="else@")).users
        (form,) = portal.auth.get_contacts(AccountRef(account_number=OTHER)).users
        assert portal.auth.get_contacts(AccountRef(account_number="180111113")).users == []
    assert (listed.email, listed.phone) == ("s***@list.ru", "+7***4567")
    assert (whole.user_id, whole.email, whole.phone) == (listed.user_id, EMAIL, "+79101234567")
    assert (waiting.email, form.email) == ("e***@mail.ru", "else@mail.ru")
    trace = "select actor_id, account_number from audit where action = 'see_contacts' order by id"
    assert portal.rows(trace) == [("staff-7", number) for number in (ACCOUNT, OTHER, "180111113")]
    assert "9101234567" not in str(portal.rows("select details from audit"))


@pytest.mark.req("S5")
def test_a_look_at_a_cabinet_leaves_a_trace_and_signs_nobody_in(portal: Portal) -> None:
    portal.customer()
    (known,) = portal.auth.find_users(UserQuery(text=ACCOUNT)).users
    sessions = portal.rows("select count(*) from sessions")
    with entered(Context(caller=Caller("staff-7", "operator"))):
        seen = portal.auth.look_at_cabinet(CabinetLook(user_id=known.user_id, page="/home", reason="звонок абонента"))
        for stranger in ("5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11", "no-uuid"):
            with pytest.raises(Refusal, match="user_not_found"):
                portal.auth.look_at_cabinet(CabinetLook(user_id=stranger, page="/home", reason="звонок абонента"))
    assert (seen.role, [account.number for account in seen.accounts]) == ("customer", [ACCOUNT])
    assert portal.rows("select count(*) from sessions") == sessions
    trace = "select actor_id, actor_role, account_number, details from audit where action = 'look_at_cabinet'"
    details = {"page": "/home", "reason": "звонок абонента"}
    assert portal.rows(trace) == [("staff-7", "operator", ACCOUNT, details)]
