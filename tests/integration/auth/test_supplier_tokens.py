"""Tokens of the supplier's own system: what the operator of the portal sees of them, and how they end."""

import pytest

from chassis.errors import Refusal
from contracts.auth import TokenRequest
from services.auth.forms.field_errors import InputError
from services.auth.staff.accounts import create_staff, disable_staff
from services.auth.staff.supplier_tokens import issue_supplier_token, list_supplier_tokens, revoke_supplier_token
from tests.integration.auth.conftest import Portal

pytestmark = pytest.mark.req("S1", "B5")


@pytest.fixture
def token(portal: Portal) -> str:
    create_staff(portal.settings, portal.database, "Petrova", "accountant", portal.clock)
    return give(portal, "1С, бухгалтерия")


def give(portal: Portal, name: str, login: str = "petrova", days: int = 365) -> str:
    with portal.database.transaction() as session:
        return issue_supplier_token(session, login, name, days, portal.clock).token


def test_it_may_hand_over_files_and_nothing_else(portal: Portal, token: str) -> None:
    who = portal.identity(token)
    assert (who.role, who.scopes, who.accounts) == ("accountant", ["import"], [])


def test_the_list_tells_owner_end_and_last_use_and_never_the_token(portal: Portal, token: str) -> None:
    with portal.database.reading() as session:
        (row,) = list_supplier_tokens(session)
    assert (row.login, row.name, row.last_used_at) == ("petrova", "1С, бухгалтерия", None)
    assert (row.expires_at - portal.clock.now()).days == 365
    portal.identity(token)
    with portal.database.reading() as session:
        (row,) = list_supplier_tokens(session)
    assert row.last_used_at == portal.clock.now()
    stored = str(portal.rows("select * from api_tokens")) + str(portal.rows("select * from audit"))
    assert token not in stored


def test_a_customers_own_tokens_are_not_the_operators_business(portal: Portal, token: str) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        mine = auth.issue_token(TokenRequest(name="Умный дом", scopes=["read"], days=30))
    with portal.database.transaction() as session:
        assert [row.login for row in list_supplier_tokens(session)] == ["petrova"]
        with pytest.raises(InputError, match="no token"):
            revoke_supplier_token(session, mine.info.id, portal.clock)
    assert portal.identity(mine.token).scopes == ["read"]


def test_a_revoked_one_opens_nothing_and_leaves_its_trace(portal: Portal, token: str) -> None:
    other = give(portal, "выгрузка показаний")
    with portal.database.transaction() as session:
        first = next(row for row in list_supplier_tokens(session) if row.name.startswith("1С"))
        assert revoke_supplier_token(session, str(first.id), portal.clock) == "1С, бухгалтерия"
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    assert portal.identity(other).scopes == ["import"]
    recorded = portal.rows("select action, details ->> 'name' from audit where action like '%token' order by id")
    named = ("1С, бухгалтерия", "выгрузка показаний", "1С, бухгалтерия")
    assert recorded == list(zip(("issue_token", "issue_token", "revoke_token"), named, strict=True))


def test_an_expired_one_opens_nothing_and_is_listed_for_a_month(portal: Portal, token: str) -> None:
    portal.pass_time(days=365)
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    portal.auth.drop_expired()
    with portal.database.reading() as session:
        assert len(list_supplier_tokens(session)) == 1
    portal.pass_time(days=31)
    portal.auth.drop_expired()
    with portal.database.reading() as session:
        assert list_supplier_tokens(session) == []


@pytest.mark.parametrize("wrong", ["not an id", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_one_is_told(portal: Portal, wrong: str) -> None:
    with portal.database.transaction() as session, pytest.raises(InputError, match=f"no token {wrong}"):
        revoke_supplier_token(session, wrong, portal.clock)


def test_only_an_accountant_who_works_here_answers_for_one(portal: Portal, token: str) -> None:
    create_staff(portal.settings, portal.database, "sidorov", "operator", portal.clock)
    for login in ("nobody", "sidorov"):
        with pytest.raises(InputError, match="no accountant"):
            give(portal, "x", login)
    with pytest.raises(InputError, match="what the token is for"):
        give(portal, " ")
    disable_staff(portal.database, "petrova", portal.clock)
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    with pytest.raises(InputError, match="no accountant"):
        give(portal, "x")
