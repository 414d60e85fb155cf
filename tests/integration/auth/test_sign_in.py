"""Signing in, and what it costs to guess."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import Credentials
from deploy.launcher.host.paths import ROOT
from services.auth.service import AuthService
from tests.integration.auth.conftest import ACCOUNT, IP, PASSWORD, Portal

WRONG = "not the password"


def refused(portal: Portal, **attempt: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        portal.sign_in(**attempt)
    return refusal.value


@pytest.mark.req("M3.3")
def test_the_full_account_number_and_the_password_open_a_session(portal: Portal) -> None:
    first = portal.customer().sign_in()
    assert (first.must_change_password, first.last_sign_in) == (False, None)
    portal.pass_time(hours=1)
    second = portal.sign_in("180 111 111")
    assert second.token != first.token
    assert second.last_sign_in is not None


@pytest.mark.req("M3.3")
def test_every_wrong_pair_gets_the_same_words(portal: Portal) -> None:
    portal.customer()
    portal.register(account_number="180111112")
    answers = {
        (r.code, r.message, r.field)
        for r in (
            refused(portal, password=WRONG),
            refused(portal, account="180111112", password=WRONG),
            refused(portal, account="180111113", password=PASSWORD),
            refused(portal, account="999999999", password=PASSWORD),
            refused(portal, password=PASSWORD + " "),
            refused(portal, password=""),
        )
    }
    assert answers == {("wrong_credentials", "Неверный номер лицевого счёта или пароль.", None)}


@pytest.mark.req("M3.3")
def test_a_wrong_pair_costs_the_same_work_whether_or_not_the_account_exists(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash of the same parameters and the same number of statements: nothing that a clock could tell apart."""
    portal.customer()
    portal.register(account_number="180111112")
    verified: list[str] = []
    statements: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, stored: str, password: str) -> bool:
        verified.append(stored.rsplit("$", 2)[0])
        return bool(verify(hasher, stored, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    event.listen(portal.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))
    costs = []
    for n, account in enumerate((ACCOUNT, "180111112", "180111113", "999999999")):
        verified.clear(), statements.clear()
        refused(portal, account=account, password=WRONG, ip=f"10.0.{n}.1")
        costs.append((tuple(verified), statements.count("INSERT"), statements.count("UPDATE")))
    assert len(set(costs)) == 1 and costs[0][0] == ("$argon2id$v=19$m=19456,t=2,p=1",), costs


def test_other_work_goes_on_while_a_password_is_hashed() -> None:
    """In a process of its own, as a running service is set up: the hub counts while the hash is being made."""
    script = (
        "from chassis.process import eventlet_patch; eventlet_patch.patch()\n"
        "import eventlet; from services.auth.passwords.hashing import hash_password\n"
        "beats = []\n"
        "def beat():\n"
        "    while True: beats.append(1); eventlet.sleep(0.001)\n"
        "eventlet.spawn(beat); eventlet.sleep(0); beats.clear()\n"
        "hash_password('a password'); print(len(beats))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0, "the hash has stopped every greenlet"


@pytest.mark.req("M3.3")
def test_a_password_is_taken_as_it_was_chosen(portal: Portal) -> None:
    """ASVS 6.2.8: no space is cut, no letter folded, nothing truncated."""
    chosen = "  Жираф " + "на велосипеде " * 8 + "Ё "
    portal.customer(password=chosen, password_confirmation=chosen)
    for near in (chosen.strip(), chosen.casefold(), chosen[:72], chosen[:-1], chosen.replace("Ё", "Е")):
        with pytest.raises(Refusal, match="wrong_credentials"):
            portal.sign_in(password=near, ip="10.0.0.1")
    portal.sign_in(password=chosen)


@pytest.mark.req("M3.3")
def test_brackets_are_told_at_sign_in_too(portal: Portal) -> None:
    refusal = refused(portal, account="(180)11111")
    assert (refusal.code, refusal.field) == ("invalid_field", "account_number")
    assert "без скобок" in refusal.message


@pytest.mark.req("M3.3")
def test_not_activated_is_told_only_after_the_right_password(portal: Portal) -> None:
    portal.register()
    assert refused(portal, password=WRONG).code == "wrong_credentials"
    assert refused(portal).code == "not_activated"


def test_guessing_is_slowed_down_and_never_locked(portal: Portal) -> None:
    portal.customer()
    for _ in range(5):
        assert refused(portal, password=WRONG).code == "wrong_credentials"
    waiting = refused(portal)
    assert (waiting.code, waiting.details) == ("too_many_attempts", {"retry_after": 2})
    portal.pass_time(seconds=2)
    portal.sign_in()
    assert refused(portal, password=WRONG).code == "wrong_credentials", "a right password starts the count anew"


def test_an_attempt_during_a_wait_does_not_prolong_it(portal: Portal) -> None:
    portal.customer()
    for _ in range(5):
        refused(portal, password=WRONG)
    for _ in range(50):
        assert refused(portal, password=WRONG).details == {"retry_after": 2}


@pytest.mark.case("F11")
def test_a_botnet_does_not_keep_the_owner_out(portal: Portal) -> None:
    portal.customer().sign_in()
    for n in range(25):
        with pytest.raises(Refusal):
            portal.sign_in(password=WRONG, ip=f"10.1.{n}.1")
    assert refused(portal, ip="10.2.0.1").code == "too_many_attempts", "the account is under attack"
    portal.sign_in()  # from the address that the owner has used before
    portal.pass_time(minutes=1)
    portal.sign_in(ip="10.2.0.1")


def test_the_count_holds_across_replicas(portal: Portal, database: Database) -> None:
    portal.customer()
    other = type("Replica", (AuthService,), vars(type(portal.auth)) | {"database": Database(str(database._own_url))})()
    for n in range(6):
        with pytest.raises(Refusal) as refusal:
            service = (portal.auth, other)[n % 2]
            service.sign_in(Credentials(account_number=ACCOUNT, password=WRONG, ip=IP))
    assert refusal.value.code == "too_many_attempts"
    other.database.engine.dispose()


def test_one_address_over_many_accounts_is_slowed_down(portal: Portal) -> None:
    now = portal.clock.now()
    portal.rows("insert into throttles values ('sign_in:address', :ip, 97, :now, :now)", ip=IP, now=now)
    codes = [refused(portal, account=f"7{n:08}", password=WRONG).code for n in range(4)]
    assert codes == ["wrong_credentials"] * 3 + ["too_many_attempts"]


def test_an_old_hash_is_made_anew_at_sign_in(portal: Portal) -> None:
    portal.customer()
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    portal.rows("update users set password_hash = :weak", weak=weak)
    portal.sign_in()
    assert "m=19456,t=2" in portal.rows("select password_hash from users")[0][0]
    portal.sign_in()


def test_each_attempt_is_audited_without_its_password(portal: Portal) -> None:
    portal.customer()
    refused(portal, password=WRONG)
    portal.sign_in()
    rows = portal.rows("select action, outcome, ip, account_number from audit where action = 'sign_in' order by id")
    assert rows == [("sign_in", "refused", IP, ACCOUNT), ("sign_in", "done", IP, ACCOUNT)]
    assert WRONG not in str(portal.rows("select * from audit"))


@pytest.mark.parametrize("statement", ["update audit set outcome = 'x'", "delete from audit", "delete from consents"])
def test_the_audit_log_cannot_be_rewritten(portal: Portal, statement: str) -> None:
    portal.register()
    with pytest.raises(Exception, match="append-only"):
        portal.rows(statement)
