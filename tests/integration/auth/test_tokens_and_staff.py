"""Personal API tokens, the supplier's people, and what goes with time."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import Credentials, SessionOpened, SessionRef, StaffCredentials, TokenRequest
from contracts.billing import AccountsChanged, AccountState
from contracts.wire import Nothing
from deploy.launcher.host.paths import ROOT
from services.auth.forms.field_errors import InputError
from services.auth.models import Base
from services.auth.sign_in.staff import WRONG
from services.auth.staff.accounts import IssuedKeys, create_staff, disable_staff, list_staff, reset_staff
from tests.integration.auth.conftest import ACCOUNT, IP, PASSWORD, Portal
from tests.support.server_pool import Databases

READ = TokenRequest(name="Умный дом", scopes=["read", "submit_readings"], days=30)


@pytest.mark.req("B5")
def test_a_token_speaks_for_its_owner_within_its_scopes(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        issued = auth.issue_token(READ)
        who = portal.identity(issued.token)
        assert (who.scopes, who.accounts[0].number) == (["read", "submit_readings"], ACCOUNT)
        assert issued.info.last_used_at is None
        assert auth.list_tokens(Nothing()).tokens[0].last_used_at == portal.clock.now()
        auth.revoke_token(SessionRef(id=issued.info.id))
        assert auth.list_tokens(Nothing()).tokens == []
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(issued.token)


@pytest.mark.req("B5")
def test_a_token_expires(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        token = auth.issue_token(READ).token
    portal.pass_time(days=30)
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)


def test_a_token_cannot_confirm_with_a_password(portal: Portal) -> None:
    with portal.asking(portal.customer().sign_in().token) as auth:
        token = auth.issue_token(READ).token
    assert not portal.identity(token, PASSWORD).confirmed


@pytest.fixture
def operator(portal: Portal) -> IssuedKeys:
    return create_staff(portal.settings, portal.database, "Petrova", "operator", portal.clock)


def enter(portal: Portal, staff: IssuedKeys, **changes: str) -> SessionOpened:
    code = pyotp.TOTP(staff.totp_secret).at(portal.clock.now())
    right = {"login": staff.login, "password": staff.password, "totp": code, "ip": IP}
    return portal.auth.sign_in_staff(StaffCredentials(**right | changes))


@pytest.mark.req("S5")
def test_staff_sign_in_with_a_code(portal: Portal, operator: IssuedKeys) -> None:
    who = portal.identity(enter(portal, operator).token)
    assert (who.role, who.accounts) == ("operator", [])


@pytest.mark.req("S5")
def test_a_code_works_once(portal: Portal, operator: IssuedKeys) -> None:
    enter(portal, operator)
    with pytest.raises(Refusal, match="wrong_credentials"):
        enter(portal, operator)
    portal.pass_time(seconds=30)
    enter(portal, operator)


@pytest.mark.parametrize("change", [{"login": "nobody"}, {"password": "wrong"}, {"totp": "000000"}, {"totp": ""}])
def test_staff_get_one_refusal_for_every_cause(portal: Portal, operator: IssuedKeys, change: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        enter(portal, operator, **change)
    assert refusal.value.message == WRONG


def test_staff_cannot_sign_in_as_customers_do(portal: Portal, operator: IssuedKeys) -> None:
    with pytest.raises(Refusal):
        portal.auth.sign_in(Credentials(account_number=operator.login, password=operator.password, ip=IP))


@pytest.mark.req("S5")
def test_a_recovery_code_stands_in_for_the_telephone_once(portal: Portal, operator: IssuedKeys) -> None:
    code = operator.recovery_codes[0]
    assert portal.identity(enter(portal, operator, totp=f" {code.upper()} ").token).role == "operator"
    for wrong in (code, "aaaaaa-aaaaaa-aaaaaa-aaaaaa"):
        with pytest.raises(Refusal, match="wrong_credentials"):
            enter(portal, operator, totp=wrong)
    with portal.database.reading() as session:
        assert [row.codes_left for row in list_staff(session)] == [7]
    assert code not in str(portal.rows("select * from staff_recovery_codes"))


@pytest.mark.req("S5")
def test_who_is_disabled_is_out_at_once_and_a_reset_brings_new_keys(portal: Portal, operator: IssuedKeys) -> None:
    token = enter(portal, operator).token
    disable_staff(portal.database, "PETROVA", portal.clock)
    with pytest.raises(Refusal, match="session_expired"):
        portal.identity(token)
    portal.pass_time(seconds=30)
    with pytest.raises(Refusal, match="wrong_credentials"):
        enter(portal, operator)
    fresh = reset_staff(portal.settings, portal.database, "petrova", portal.clock)
    assert portal.identity(enter(portal, fresh).token).role == "operator"
    portal.pass_time(seconds=30)
    for old in ({"password": operator.password}, {"totp": operator.recovery_codes[1]}):
        with pytest.raises(Refusal, match="wrong_credentials"):
            enter(portal, fresh, **old)
    done = portal.rows("select action from audit where action like '%staff' and action <> 'sign_in_staff' order by id")
    assert done == [("create_staff",), ("disable_staff",), ("reset_staff",)]


def test_nobody_who_is_unknown_is_reset(portal: Portal) -> None:
    with pytest.raises(InputError, match="no nobody"):
        reset_staff(portal.settings, portal.database, "nobody", portal.clock)
    with pytest.raises(InputError, match="no nobody"):
        disable_staff(portal.database, "nobody", portal.clock)


def test_there_are_no_default_staff(database_factory: Databases) -> None:
    """In a database as the migrations make it; the demonstration's people are made by its launcher."""
    with Database(database_factory("auth").url).reading() as session:
        assert session.scalar(text("select count(*) from users")) == 0
    composed = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert "create-staff" not in composed, "nor does the composed system make any"


@pytest.mark.parametrize(("login", "role"), [("x", "operator"), ("petrova", "customer"), ("petrova", "root")])
def test_wrong_staff_is_not_made(portal: Portal, login: str, role: str) -> None:
    with pytest.raises(InputError):
        create_staff(portal.settings, portal.database, login, role, FixedClock(portal.clock.now()))  # type: ignore[arg-type]


@pytest.mark.req("M3.7")
@pytest.mark.case("A6")
def test_an_older_import_does_not_undo_a_newer_one(portal: Portal) -> None:
    def hear(version: int, is_open: bool) -> None:
        with portal.database.transaction() as session:
            states = [AccountState(number="180222222", open=is_open)]
            portal.auth.remember_accounts(AccountsChanged(accounts=states, version=version), session)

    hear(5, True)
    hear(4, False)
    assert portal.rows("select open, version from known_accounts where number = '180222222'") == [(True, 5)]
    hear(6, False)
    assert portal.rows("select open, version from known_accounts where number = '180222222'") == [(False, 6)]


def test_parallel_guesses_are_all_counted(portal: Portal) -> None:
    portal.customer()

    def guess(n: int) -> str:
        try:
            portal.sign_in(password=f"guess {n}")
        except Refusal as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(16)))
    assert codes.count("wrong_credentials") == 5
    assert codes.count("too_many_attempts") == 11


def test_what_nobody_can_use_any_more_is_deleted(portal: Portal) -> None:
    portal.customer().sign_in()
    portal.register(account_number="180111112", email="x@mail.ru")
    portal.auth.drop_expired()
    assert portal.rows("select count(*) from sessions") == [(1,)]
    portal.pass_time(days=40)
    portal.auth.drop_expired()
    for table in ("sessions", "one_time_tokens", "registrations", "throttles"):
        assert portal.rows(f"select count(*) from {table}") == [(0,)], table
    assert portal.rows("select count(*) from consents") == [(2,)]


def test_tokens_do_not_stay_in_the_outbox(portal: Portal) -> None:
    portal.register()
    portal.auth.erase_sent_secrets()
    assert portal.last("user_registered")["token"]
    portal.rows("update outbox set published_at = now()")
    portal.auth.erase_sent_secrets()
    assert "token" not in portal.last("user_registered")
    assert portal.last("user_registered")["account_number"] == ACCOUNT
    marked = portal.rows("select type from outbox where headers ? 'erased'")
    assert marked == [("auth.user_registered.v1",)], "it is not published again (chassis.events.republish)"


def test_the_migrations_make_what_the_models_say(portal: Portal) -> None:
    with portal.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, Base.metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []
