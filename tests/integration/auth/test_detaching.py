"""The supplier takes an account from cabinets: at the desk with a reason, or because the owner has changed (A7)."""

from datetime import date, timedelta

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.auth import AttachedQuery, Detached, Detachment, NewAccount
from contracts.billing import OwnerChanged
from tests.integration.auth.conftest import ACCOUNT, EMAIL, Portal

pytestmark = pytest.mark.req("S4")
OTHER = "180111112"
OPERATOR = Caller("3", "operator")


def detach(portal: Portal, number: str = ACCOUNT) -> Detached:
    with entered(Context(caller=OPERATOR)):
        return portal.auth.detach_account(Detachment(account_number=number, reason="заявление нового собственника"))


def test_a_cabinet_without_another_account_is_closed_and_the_number_is_free(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    assert detach(portal) == Detached(account_number=ACCOUNT, cabinets=1, closed=1)
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    told = portal.last("cabinet_deleted")
    assert (told["account_number"], told["email"], told["detached"]) == (ACCOUNT, EMAIL, True)
    assert portal.rows("select action from consents") == [("given",)], "the person has withdrawn nothing"
    [(role, details)] = portal.rows("select actor_role, details from audit where action = 'detach_account'")
    assert (role, details["reason"]) == ("operator", "заявление нового собственника")
    portal.customer(email="new.owner@list.ru")
    assert portal.identity(portal.sign_in().token).email == "new.owner@list.ru"


def test_a_cabinet_with_another_account_goes_on_with_that_one(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth:
        auth.link_account(NewAccount(account_number=OTHER))
    assert detach(portal) == Detached(account_number=ACCOUNT, cabinets=1, closed=0)
    told = portal.last("account_unlinked")
    assert (told["account_number"], told["detached_email"], told["primary_account"]) == (ACCOUNT, EMAIL, OTHER)
    assert [link.number for link in portal.identity(token).accounts] == [OTHER]
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.sign_in()
    assert portal.sign_in(account=OTHER).token
    portal.customer(email="new.owner@list.ru")


def test_an_additional_account_goes_and_the_cabinet_keeps_its_own(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    with portal.asking(token) as auth:
        auth.link_account(NewAccount(account_number=OTHER))
    assert detach(portal, OTHER) == Detached(account_number=OTHER, cabinets=1, closed=0)
    assert portal.last("account_unlinked")["primary_account"] == ACCOUNT
    assert portal.sign_in().token


def test_an_account_that_nobody_has_is_detached_from_nobody(portal: Portal) -> None:
    assert detach(portal) == Detached(account_number=ACCOUNT, cabinets=0, closed=0)


def test_a_change_of_owner_ends_the_access_of_before_it_only(portal: Portal) -> None:
    portal.customer()
    changed_at = portal.clock.now()
    event = OwnerChanged(account_number=ACCOUNT, since=date(2026, 11, 3), changed_at=changed_at - timedelta(days=1))

    def hear(told: OwnerChanged) -> None:
        with portal.database.transaction() as session:
            portal.auth.end_former_access(told, session)

    hear(event)
    assert portal.sign_in().token, "linked after the change was recorded"
    hear(event.model_copy(update={"changed_at": changed_at + timedelta(days=1)}))
    with pytest.raises(Refusal, match="wrong_credentials"):
        portal.sign_in()
    assert "03.11.2026" in portal.rows("select details ->> 'reason' from audit where action = 'detach_account'")[0][0]


def test_the_desk_learns_which_accounts_have_a_cabinet(portal: Portal) -> None:
    portal.customer()
    with entered(Context(caller=OPERATOR)):
        found = portal.auth.list_attached(AttachedQuery(account_numbers=[OTHER, ACCOUNT]))
    assert found.account_numbers == [ACCOUNT]
