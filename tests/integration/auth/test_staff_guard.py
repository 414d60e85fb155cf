"""Staff: guessed codes, a renewed proof before money moves, and secrets that a stolen database does not hold."""

import pyotp
import pytest

from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import StaffConfirmation, StaffCredentials
from services.auth.settings import AuthSettings
from services.auth.staff.accounts import IssuedKeys, create_staff
from services.auth.staff.sealed_secrets import reseal
from tests.integration.auth.conftest import DATA_KEY, Portal

pytestmark = pytest.mark.req("S5")


@pytest.fixture
def staff(portal: Portal) -> IssuedKeys:
    return create_staff(portal.settings, portal.database, "petrova", "accountant", portal.clock)


def code_of(portal: Portal, staff: IssuedKeys) -> str:
    return str(pyotp.TOTP(staff.totp_secret).at(portal.clock.now()))


def enter(portal: Portal, staff: IssuedKeys, totp: str, ip: str, password: str | None = None) -> str:
    asked = StaffCredentials(login=staff.login, password=password or staff.password, totp=totp, ip=ip)
    return portal.auth.sign_in_staff(asked).token


def guess(portal: Portal, staff: IssuedKeys, times: int, password: str | None = None) -> None:
    for n in range(times):
        with pytest.raises(Refusal, match="wrong_credentials"):
            enter(portal, staff, "000000", f"2001:db8:{n:x}::1", password)


def test_wrong_codes_are_counted_by_login_from_all_networks_together(portal: Portal, staff: IssuedKeys) -> None:
    guess(portal, staff, 12)
    assert portal.rows("select attempts from throttles where kind = 'staff_code:login'") == [(5,)]
    told = portal.events("staff_codes_guessed")
    assert [(event["login"], event["attempts"]) for event in told] == [("petrova", 5)]
    assert portal.rows("select count(*) from audit where action = 'guess_codes'") == [(1,)]
    with pytest.raises(Refusal) as refusal:
        enter(portal, staff, code_of(portal, staff), "10.0.0.1")
    assert refusal.value.code == "wrong_credentials", "that the password is right is not told"
    enter(portal, staff, staff.recovery_codes[0], "10.0.0.1")
    portal.pass_time(minutes=2)
    enter(portal, staff, code_of(portal, staff), "10.0.0.1")
    assert portal.rows("select count(*) from throttles where kind = 'staff_code:login'") == [(0,)]


def test_whoever_does_not_know_the_password_cannot_shut_it(portal: Portal, staff: IssuedKeys) -> None:
    guess(portal, staff, 12, password="не тот пароль")
    enter(portal, staff, code_of(portal, staff), "10.0.0.1")


def confirm(portal: Portal, token: str, secret: str) -> None:
    who = portal.identity(token)
    with entered(Context(caller=Caller(who.user_id, who.role))):
        portal.auth.confirm_staff(StaffConfirmation(token=token, secret=secret, ip="10.0.0.1"))


def test_a_proof_lasts_for_minutes_and_is_renewed_by_password_or_code(portal: Portal, staff: IssuedKeys) -> None:
    token = enter(portal, staff, code_of(portal, staff), "10.0.0.1")
    assert portal.identity(token).confirmed
    portal.pass_time(minutes=10)
    assert not portal.identity(token).confirmed
    for wrong in ("не тот пароль", "000000"):
        with pytest.raises(Refusal) as refusal:
            confirm(portal, token, wrong)
        assert (refusal.value.code, refusal.value.field) == ("wrong_credentials", "step_up")
        assert not portal.identity(token).confirmed
    confirm(portal, token, staff.password)
    assert portal.identity(token).confirmed
    portal.pass_time(minutes=11)
    code = code_of(portal, staff)
    confirm(portal, token, code)
    assert portal.identity(token).confirmed
    with pytest.raises(Refusal, match="wrong_credentials"):
        confirm(portal, token, code)
    outcomes = portal.rows("select outcome from audit where action = 'confirm_staff' order by id")
    assert [row[0] for row in outcomes] == ["refused", "refused", "done", "done", "refused"]


def test_a_customers_session_is_never_confirmed_by_its_age(portal: Portal) -> None:
    token = portal.customer().sign_in().token
    assert not portal.identity(token).confirmed
    with pytest.raises(Refusal, match="session_expired"):
        confirm(portal, token, "жираф на велосипеде")


def stored(portal: Portal) -> str:
    [(secret,)] = portal.rows("select totp_secret from users where login = 'petrova'")
    return str(secret)


def test_a_stolen_database_is_not_the_second_factor(portal: Portal, staff: IssuedKeys) -> None:
    assert staff.totp_secret not in stored(portal) and stored(portal).startswith("sealed:")


def test_secrets_of_an_older_release_are_sealed_and_a_new_key_seals_them_anew(
    database: Database, portal: Portal, staff: IssuedKeys
) -> None:
    portal.rows("update users set totp_secret = :plain where login = 'petrova'", plain=staff.totp_secret)
    enter(portal, staff, code_of(portal, staff), "10.0.0.1")
    portal.auth.seal_secrets()
    first = stored(portal)
    assert first.startswith("sealed:")
    portal.pass_time(seconds=30)
    enter(portal, staff, code_of(portal, staff), "10.0.0.1")
    rotated = Portal(database, data_keys=f"another-key-of-the-tests-too,{DATA_KEY}")
    assert resealed(rotated) == 1 and resealed(rotated) == 0
    assert stored(rotated) != first
    alone = Portal(database, data_keys="another-key-of-the-tests-too")
    alone.pass_time(minutes=5)
    enter(alone, staff, code_of(alone, staff), "10.0.0.1")


def resealed(portal: Portal) -> int:
    settings: AuthSettings = portal.settings
    with portal.database.transaction() as session:
        return reseal(session, settings, portal.clock.now())
