"""Staff and tokens of programs managed at the desk: rights over money need a second administrator."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

import pyotp
import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.audit import AuditQuery
from contracts.auth import (
    ProgramTokenRef,
    ProgramTokenRequest,
    StaffCreation,
    StaffCredentials,
    StaffKeys,
    StaffList,
    StaffMember,
    StaffOutcome,
    StaffRef,
    StaffRoleChange,
    StaffWishRef,
)
from contracts.wire import Nothing
from services.auth.staff import managing
from services.auth.staff.accounts import create_staff
from tests.integration.auth.conftest import Portal

pytestmark = pytest.mark.req("S5")


@pytest.fixture
def office(portal: Portal) -> "Office":
    return Office(portal)


class Office:
    """Two administrators, as the commands of the server made them."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        for login in ("first", "second"):
            create_staff(portal.settings, portal.database, login, "administrator", portal.clock)

    def ask(self, who: str, method: str, request: Any) -> Any:
        caller = Caller(self.id_of(who), "administrator", confirmed=True)
        with entered(Context(caller=caller)):
            return getattr(self.portal.auth, method)(request)

    def listed(self) -> StaffList:
        with entered(Context(caller=Caller(role="system"))):
            return self.portal.auth.list_staff(Nothing())

    def one(self, login: str) -> StaffMember:
        return next(member for member in self.listed().members if member.login == login)

    def id_of(self, login: str) -> str:
        return self.one(login).user_id

    def refused(self, code: str, who: str, method: str, request: Any) -> None:
        with pytest.raises(Refusal) as caught:
            self.ask(who, method, request)
        assert caught.value.code == code

    def made(self, login: str, role: Any = "operator") -> StaffOutcome:
        return self.ask("first", "create_staff", StaffCreation(login=login, role=role))

    def agreed(self, outcome: StaffOutcome) -> StaffOutcome:
        assert outcome.keys is None and outcome.wish is not None
        return self.ask("second", "release_staff_wish", StaffWishRef(wish_id=outcome.wish.wish_id))

    def enter(self, keys: StaffKeys) -> str:
        totp = str(pyotp.TOTP(keys.totp_secret).at(self.portal.clock.now()))
        asked = StaffCredentials(login=keys.login, password=keys.password, totp=totp, ip="10.0.0.1")
        return self.portal.auth.sign_in_staff(asked).token

    def keys(self, outcome: StaffOutcome) -> StaffKeys:
        assert outcome.keys is not None and outcome.wish is None
        return outcome.keys


def test_an_operator_is_made_by_one_and_an_accountant_by_two(office: Office) -> None:
    keys = office.keys(office.made("petrova"))
    office.enter(keys)
    assert (office.one("petrova").role, office.one("petrova").sessions, office.one("petrova").codes_left) == (
        "operator", 1, 8,
    )  # fmt: skip
    office.refused("invalid_field", "first", "create_staff", StaffCreation(login="Petrova", role="operator"))

    wish = office.made("sidorova", "accountant")
    assert [one.login for one in office.listed().wishes] == ["sidorova"]
    assert "sidorova" not in [member.login for member in office.listed().members], "nothing before the second one"
    office.refused("staff_change_refused", "first", "create_staff", StaffCreation(login="sidorova", role="accountant"))
    assert wish.wish is not None
    ref = StaffWishRef(wish_id=wish.wish.wish_id)
    office.refused("approval_not_possible", "first", "release_staff_wish", ref)
    office.enter(office.keys(office.agreed(wish)))
    assert office.one("sidorova").role == "accountant"
    office.refused("approval_not_possible", "second", "release_staff_wish", ref)
    changed = office.portal.events("staff_access_changed")
    assert [(one["login"], one["what"], one["role"]) for one in changed] == [
        ("petrova", "create_staff", "operator"), ("sidorova", "create_staff", "accountant"),
    ]  # fmt: skip
    with entered(Context(caller=Caller("1", "administrator"))):
        trail = office.portal.auth.list_audit(AuditQuery(actions=["approve_deed"])).entries
    assert [(one.actor_id, one.details["requested_by"]) for one in trail] == [
        (office.id_of("second"), office.id_of("first"))
    ]


def test_more_rights_need_two_fewer_need_one_and_both_end_what_is_open(office: Office) -> None:
    """Who asked knows the keys of the operator, and not those of the accountant: else one would be two persons."""
    given = office.keys(office.made("petrova"))
    token = office.enter(given)
    change = StaffRoleChange(user_id=office.id_of("petrova"), role="accountant")
    outcome = office.ask("first", "change_staff_role", change)
    assert office.one("petrova").role == "operator"
    new = office.keys(office.agreed(outcome))
    assert (office.one("petrova").role, office.one("petrova").sessions) == ("accountant", 0)
    with pytest.raises(Refusal, match="session_expired"):
        office.portal.identity(token)
    office.portal.pass_time(minutes=2)
    with pytest.raises(Refusal, match="wrong_credentials"):
        office.enter(given)
    office.enter(new)
    office.refused("staff_change_refused", "first", "change_staff_role", change)
    back = StaffRoleChange(user_id=office.id_of("petrova"), role="operator")
    assert office.ask("first", "change_staff_role", back).wish is None
    assert office.one("petrova").role == "operator"


def test_keys_to_rights_over_money_are_given_when_the_second_agrees(office: Office) -> None:
    old = office.keys(office.agreed(office.made("sidorova", "accountant")))
    ref = StaffRef(user_id=office.id_of("sidorova"))
    wish = office.ask("first", "reset_staff", ref)
    office.enter(old)
    new = office.keys(office.agreed(wish))
    office.portal.pass_time(minutes=2)
    with pytest.raises(Refusal, match="wrong_credentials"):
        office.enter(old)
    office.enter(new)
    operator = office.keys(office.made("petrova"))
    again = office.keys(office.ask("first", "reset_staff", StaffRef(user_id=office.id_of("petrova"))))
    assert again.password != operator.password


def test_a_blocked_person_is_out_and_nobody_shuts_out_themselves_or_the_last(office: Office) -> None:
    token = office.enter(office.keys(office.made("petrova")))
    ref = StaffRef(user_id=office.id_of("petrova"))
    office.ask("first", "end_staff_sessions", ref)
    with pytest.raises(Refusal, match="session_expired"):
        office.portal.identity(token)
    office.ask("first", "disable_staff", ref)
    assert office.one("petrova").disabled
    first, second = (StaffRef(user_id=office.id_of(login)) for login in ("first", "second"))
    office.refused("staff_change_refused", "first", "disable_staff", first)
    own = StaffRoleChange(user_id=first.user_id, role="operator")
    office.refused("staff_change_refused", "first", "change_staff_role", own)
    office.ask("first", "disable_staff", second)
    office.refused("staff_change_refused", "second", "disable_staff", first)
    office.refused("staff_not_found", "first", "disable_staff", StaffRef(user_id="nobody"))


def test_two_administrators_who_block_each_other_at_once_leave_one(office: Office) -> None:
    ids = {login: office.id_of(login) for login in ("first", "second")}
    together = Barrier(2, timeout=60)

    def block(who: str, whom: str) -> object:
        together.wait()
        with entered(Context(caller=Caller(ids[who], "administrator", confirmed=True))):
            try:
                return office.portal.auth.disable_staff(StaffRef(user_id=ids[whom]))
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(copy_context().run, block, *pair) for pair in (("first", "second"), ("second", "first"))]
        given = [one.result() for one in both]
    assert [one.code for one in given if isinstance(one, Refusal)] == ["staff_change_refused"]
    assert sorted(office.one(login).disabled for login in ids) == [False, True]


def test_keys_are_not_given_to_one_when_rights_over_money_came_meanwhile(office: Office) -> None:
    office.made("petrova")
    ref = StaffRef(user_id=office.id_of("petrova"))
    wish = office.ask("first", "change_staff_role", StaffRoleChange(user_id=ref.user_id, role="accountant"))
    hashed = managing.renew

    def meanwhile(*given: Any) -> Any:
        office.agreed(wish)
        return hashed(*given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(managing, "renew", meanwhile)
        office.refused("staff_change_refused", "first", "reset_staff", ref)


def test_a_wish_is_taken_back_or_refused(office: Office) -> None:
    for who, action in (("first", "withdraw_deed"), ("second", "refuse_deed")):
        wish = office.made("sidorova", "accountant").wish
        assert wish is not None
        office.ask(who, "drop_staff_wish", StaffWishRef(wish_id=wish.wish_id))
        assert office.listed().wishes == []
        office.refused("approval_not_possible", "second", "release_staff_wish", StaffWishRef(wish_id=wish.wish_id))
        assert office.portal.rows(f"select count(*) from audit where action = '{action}'") == [(1,)]
        office.portal.pass_time(minutes=1)
    office.refused("approval_not_found", "second", "release_staff_wish", StaffWishRef(wish_id="nothing"))


def test_tokens_of_programs_are_issued_for_an_accountant_and_revoked(office: Office) -> None:
    office.made("petrova")
    wanted = ProgramTokenRequest(login="petrova", name="1С", days=30)
    office.refused("invalid_field", "first", "issue_program_token", wanted)
    issued = office.ask("first", "issue_program_token", wanted.model_copy(update={"login": "second"}))
    [token] = office.ask("first", "list_program_tokens", Nothing()).tokens
    assert (token.token_id, token.login, token.name) == (issued.info.id, "second", "1С")
    assert issued.token not in token.model_dump_json()
    office.ask("first", "revoke_program_token", ProgramTokenRef(token_id=token.token_id))
    assert office.ask("first", "list_program_tokens", Nothing()).tokens == []
    office.refused("staff_not_found", "first", "revoke_program_token", ProgramTokenRef(token_id=token.token_id))
