"""A person's rights to his data (152-ФЗ): consents, a copy of everything, the end of the cabinet."""

from datetime import timedelta

import pytest

from chassis.errors import Refusal
from contracts.auth import ConsentGiven, From, NewAccount, NewPhone, TokenRequest
from contracts.wire import Nothing
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD, Portal

pytestmark = pytest.mark.req("M1.2")
HERE = From(ip=IP)
GONE, LATELY = "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11", "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a12"


def test_the_journal_tells_what_was_agreed_to(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    assert portal.identity(token).consent_version == "2026-10"
    with portal.asking(token) as auth:
        for _ in range(2):  # the same edition again adds nothing
            journal = auth.give_consent(ConsentGiven(version="2026-11", ip=IP)).entries
        assert journal == auth.list_consents(Nothing()).entries
    recorded = [(entry.action, entry.version, entry.network) for entry in journal]
    assert recorded == [("given", "2026-11", "93.184.*.*"), ("given", "2026-10", "93.184.*.*")]
    assert portal.identity(token).consent_version == "2026-11"


def test_a_deleted_cabinet_is_gone_with_all_its_keys(portal: Portal) -> None:
    token, elsewhere = portal.customer().sign_in().token, portal.sign_in(ip="10.0.0.1").token
    with portal.asking(token) as auth:
        program = auth.issue_token(TokenRequest(name="дом", scopes=["read"], days=30)).token
        auth.link_account(NewAccount(account_number="180111112"))
        auth.delete_cabinet(HERE)
    for key in (token, elsewhere, program):
        with pytest.raises(Refusal, match="session_expired"):
            portal.identity(key)
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.sign_in()
    for table in ("users", "linked_accounts", "sessions", "api_tokens", "one_time_tokens", "familiar_addresses"):
        assert portal.rows(f"select count(*) from {table}") == [(0,)], table
    event = portal.last("cabinet_deleted")
    assert (event["account_number"], event["email"], event["version"]) == (ACCOUNT, EMAIL, 3)


def test_what_the_law_wants_stays_and_the_account_is_free_again(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        auth.delete_cabinet(HERE)
    journal = portal.rows("select action, version, ip from consents order by id")
    assert journal == [("given", "2026-10", IP), ("withdrawn", "2026-10", IP)]
    assert portal.rows("select outcome from audit where action = 'delete_cabinet'") == [("done",)]
    portal.customer(email="other@mail.ru")
    assert portal.identity(portal.sign_in().token).email == "other@mail.ru"


def test_the_copy_holds_everything_but_the_keys(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth:
        auth.change_phone(NewPhone(phone="+79101234567"))
        program = auth.issue_token(TokenRequest(name="дом", scopes=["read"], days=30)).token
        copy = auth.get_own_data(HERE)
    assert (copy.profile.email, copy.profile.phone, copy.consents[0].version) == (EMAIL, "+79101234567", "2026-10")
    assert [event.action for event in copy.history][:2] == ["export_data", "issue_token"]
    text = copy.model_dump_json()
    assert copy.tokens[0].name == "дом" and len(copy.sessions) == 1
    assert not any(secret in text for secret in (token, program, PASSWORD, "argon2"))


def test_the_journal_of_a_cabinet_that_is_gone_ends_with_the_term_of_limitation(portal: Portal) -> None:
    portal.customer()
    ((present,),) = portal.rows("select id from users")
    line = (
        "insert into consents (subject_id, account_number, email, version, given_at, ip, action) "
        "values (:subject, '180111112', :email, '2020-01', :at, '10.0.0.1', 'given')"
    )
    now = portal.clock.now()
    for subject, email, years in (
        (present, "stays@mail.ru", 6),
        (GONE, "gone@mail.ru", 6),
        (GONE, "gone@mail.ru", 5),
        (LATELY, "lately@mail.ru", 6),
        (LATELY, "lately@mail.ru", 2),
    ):
        portal.rows(line, subject=subject, email=email, at=now - timedelta(days=366 * years))
    portal.auth.drop_expired()
    left = portal.rows("select email, count(*) from consents group by email order by email")
    assert left == [("lately@mail.ru", 2), (EMAIL, 1), ("stays@mail.ru", 1)], "a journal goes whole"
    with pytest.raises(Exception, match="append-only"):
        portal.rows("delete from consents where subject_id = :subject", subject=LATELY)


def test_copies_are_limited(portal: Portal) -> None:
    codes = []
    with portal.asking(portal.customer().sign_in().token) as auth:
        for _ in range(6):
            try:
                auth.get_own_data(HERE)
            except Refusal as refusal:
                codes.append(refusal.code)
    assert codes == ["too_many_attempts"]
