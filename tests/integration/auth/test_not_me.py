"""«Это был не я»: the link of a warning gives the cabinet back to the address of the letter, and to nobody else."""

import pytest

from chassis.errors import Refusal
from contracts.auth import (
    Credentials,
    From,
    NewAccount,
    NewEmail,
    NewPassword,
    OneTimeToken,
    PasswordByLink,
    TokenRequest,
)
from services.auth.access.takeover import REPORT_LIFETIME
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

pytestmark = pytest.mark.req("M3.5", "S5")
THIEFS, MALLORY, FRESH = "пароль похитителя кабинета", "mallory@evil.example", "три слова и ещё одно"
ADDED = "180111112"


def report(portal: Portal, event: str, nth: int = -1) -> str:
    return portal.auth.report_takeover(OneTimeToken(token=portal.events(event)[nth]["report_token"])).token


def change_password(portal: Portal, token: str, password: str) -> str:
    with portal.asking(token) as auth:
        return auth.change_password(NewPassword(password=password, password_confirmation=password)).token


def change_address(portal: Portal, token: str, address: str = MALLORY) -> None:
    with portal.asking(token) as auth:
        auth.request_email_change(NewEmail(email=address))
    portal.auth.confirm_email(OneTimeToken(token=portal.last("email_change_requested")["token"]))


def refused(portal: Portal, token: str) -> None:
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.report_takeover(OneTimeToken(token=token))


def stolen(portal: Portal) -> str:
    """A thief who knows the password changes it and the address, adds an account, and makes a token for a program."""
    session = change_password(portal, portal.customer().sign_in(ip="10.6.6.6").token, THIEFS)
    change_address(portal, session)
    session = portal.sign_in(password=THIEFS, ip="10.6.6.6").token
    with portal.asking(session) as auth:
        auth.link_account(NewAccount(account_number=ADDED))
        return auth.issue_token(TokenRequest(name="x", scopes=["read"], days=300)).token


@pytest.mark.parametrize("event", ["password_changed", "email_change_requested", "email_changed"])
def test_the_owner_has_the_cabinet_back_by_any_letter_to_the_former_address(portal: Portal, event: str) -> None:
    program = stolen(portal)
    thiefs = portal.sign_in(password=THIEFS, ip="10.6.6.6").token
    recovery = report(portal, event)
    for token in (program, thiefs):
        with pytest.raises(Refusal, match="session_expired"):
            portal.identity(token)
    for password in (PASSWORD, THIEFS):
        with pytest.raises(Refusal, match="wrong_credentials"):
            portal.sign_in(password=password, ip="10.7.7.7")
    portal.auth.set_password_by_link(PasswordByLink(token=recovery, password=FRESH, password_confirmation=FRESH))
    mine = portal.identity(portal.sign_in(password=FRESH).token)
    assert (mine.email, [account.number for account in mine.accounts]) == (EMAIL, [ACCOUNT])
    given_back, told = portal.last("email_changed"), portal.last("takeover_reported")
    assert (given_back["email"], given_back["old_email"]) == (EMAIL, None), "nobody writes to the thief"
    assert (told["email"], told["account_number"]) == (EMAIL, ACCOUNT)
    assert portal.last("account_unlinked")["account_number"] == ADDED
    assert portal.rows("select count(*) from audit where action = 'report_takeover'")[0][0] == 1


def test_the_thiefs_own_letters_are_worth_nothing_afterwards(portal: Portal) -> None:
    """After the address had changed, warnings went to the thief: of the token here, of a second password."""
    stolen(portal)
    change_password(portal, portal.sign_in(password=THIEFS, ip="10.6.6.6").token, THIEFS + " 2")
    kept = [portal.last("api_token_issued")["report_token"], portal.last("password_changed")["report_token"]]
    assert portal.last("password_changed")["email"] == MALLORY
    report(portal, "email_changed")
    for token in kept:
        refused(portal, token)


def test_a_thief_cannot_end_the_owners_link_by_further_changes(portal: Portal) -> None:
    stolen(portal)
    for number in range(3):
        latest = portal.sign_in(password=THIEFS if number == 0 else f"{THIEFS} {number - 1}", ip="10.6.6.6").token
        change_password(portal, latest, f"{THIEFS} {number}")
    report(portal, "password_changed", 0)
    assert portal.last("takeover_reported")["email"] == EMAIL


def test_the_link_works_once_and_for_seven_days(portal: Portal) -> None:
    change_password(portal, portal.customer().sign_in().token, FRESH)
    token = portal.last("password_changed")["report_token"]
    portal.auth.report_takeover(OneTimeToken(token=token))
    refused(portal, token)
    change_password(portal, mailed(portal), FRESH + " 2")
    late = portal.last("password_changed")["report_token"]
    portal.pass_time(seconds=REPORT_LIFETIME.total_seconds())
    refused(portal, late)


def mailed(portal: Portal) -> str:
    """A session after the recovery that a report begins."""
    change_password(portal, portal.customer(account_number=ADDED, email="b@mail.ru").sign_in(ADDED).token, FRESH)
    return portal.sign_in(ADDED, FRESH).token


def test_no_other_token_opens_it_and_it_opens_nothing_else(portal: Portal) -> None:
    change_password(portal, portal.customer().sign_in().token, FRESH)
    with portal.asking(portal.sign_in(password=FRESH).token) as auth:
        auth.request_email_change(NewEmail(email="new@mail.ru"))
    key = portal.last("password_changed")["report_token"]
    for stranger in ("", "x" * 43, key[:-1], portal.last("email_change_requested")["token"]):
        refused(portal, stranger)
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.confirm_email(OneTimeToken(token=key))
    with pytest.raises(Refusal, match="token_invalid"):
        portal.auth.set_password_by_link(PasswordByLink(token=key, password=FRESH, password_confirmation=FRESH))
    portal.sign_in(password=FRESH)


def test_what_the_owner_had_before_the_warning_stays(portal: Portal) -> None:
    """Accounts of before; the address, where it did not change."""
    session = portal.customer().sign_in().token
    with portal.asking(session) as auth:
        auth.link_account(NewAccount(account_number=ADDED))
    portal.pass_time(hours=1)
    change_password(portal, portal.sign_in().token, THIEFS)
    changes = len(portal.events("email_changed"))
    recovery = report(portal, "password_changed")
    assert len(portal.events("email_changed")) == changes
    portal.auth.set_password_by_link(PasswordByLink(token=recovery, password=FRESH, password_confirmation=FRESH))
    accounts = portal.identity(portal.sign_in(password=FRESH).token).accounts
    assert [account.number for account in accounts] == [ACCOUNT, ADDED]


def test_a_warning_of_a_new_browser_has_its_link_too(portal: Portal) -> None:
    portal.customer()
    here = portal.auth.sign_in(Credentials(account_number=ACCOUNT, password=PASSWORD, ip=IP, browser=""))
    portal.pass_time(days=1)
    portal.auth.sign_in(Credentials(account_number=ACCOUNT, password=PASSWORD, ip="10.6.6.6", browser=""))
    report(portal, "unknown_browser_signed_in")
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(here.token)


def test_a_deleted_cabinet_cannot_be_reported(portal: Portal) -> None:
    change_password(portal, portal.customer().sign_in().token, FRESH)
    key = portal.last("password_changed")["report_token"]
    with portal.asking(portal.sign_in(password=FRESH).token) as auth:
        auth.delete_cabinet(From(ip=IP))
    refused(portal, key)


def test_the_key_is_kept_as_a_digest_and_leaves_the_outbox(portal: Portal) -> None:
    change_password(portal, portal.customer().sign_in().token, FRESH)
    key = portal.last("password_changed")["report_token"]
    found = portal.rows("select * from one_time_tokens where purpose = 'report'")
    assert key not in str(found)
    assert portal.rows("select count(*) from outbox where strpos(body, :key) > 0", key=key)[0][0] == 0
    portal.rows("update outbox set published_at = now()")
    portal.auth.erase_sent_secrets()
    assert portal.rows("select count(*) from outbox where body like '%sealed:%'")[0][0] == 0
