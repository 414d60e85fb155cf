"""auth and notifications as real processes: calls over the broker, and from a form to a letter in the mailbox."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from chassis.rpc.client import RpcClient
from contracts.auth import (
    AuthRpc,
    Credentials,
    Identity,
    NewAccount,
    NewEmail,
    OneTimeToken,
    Registration,
    SessionToken,
    StaffCredentials,
    UserQuery,
)
from contracts.notifications import DeliveryChange, NotificationsRpc
from contracts.wire import AccountRef, Nothing
from deploy.launcher.host.paths import ROOT
from deploy.launcher.supervision import health
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.databases import ServiceDatabase
from tests.integration.auth.conftest import ACCOUNT, EMAIL, IP, PASSWORD
from tests.integration.notifications.conftest import SETTINGS, MailServer, text_of
from tests.support import bus
from tests.support.server_pool import rows

pytestmark = pytest.mark.timeout(120)


@dataclass
class House:
    """Both services with their relays, and the gateway's client."""

    client: RpcClient
    mail: MailServer
    auth_database: ServiceDatabase
    environment: dict[str, str]

    @property
    def auth(self) -> AuthRpc:
        return self.client.stub(AuthRpc)

    def letter(self, number: int) -> str:
        """The text of that letter, counted from one, when it has come."""
        until = time.monotonic() + 15
        while len(self.mail.sink.accepted) < number:
            assert time.monotonic() < until, "the letter did not come"
            time.sleep(0.05)
        return text_of(self.mail.sink.accepted[number - 1])

    def sign_in(self) -> tuple[str, Identity]:
        token = self.auth.sign_in(Credentials(account_number=ACCOUNT, password=PASSWORD, ip=IP)).token
        return token, self.auth.authenticate(SessionToken(token=token))

    def asking(self, who: Identity, confirmed: bool = True) -> Any:
        owns = frozenset(account.number for account in who.accounts)
        scopes = None if who.scopes is None else frozenset(who.scopes)
        return self.client.calling(caller=Caller(who.user_id, who.role, owns, scopes, confirmed))


@pytest.fixture
def house(
    vhost_factory: Callable[[], str],
    database_factory: Any,
    free_port: Callable[[], int],
    processes: Supervisor,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    mail = MailServer(free_port())
    mail.start()
    for name, value in (SETTINGS | {"SMTP_URL": f"smtp://127.0.0.1:{mail.port}"}).items():
        monkeypatch.setenv(name, value)
    amqp_url = vhost_factory()
    environment = os.environ | bus.KEYS | {"AMQP_URL": amqp_url, "DATA_KEYS": "a-key-of-the-tests-long-enough"}
    subprocess.run(
        [sys.executable, "-m", "deploy.provisioning.topology"], cwd=ROOT, env=environment, check=True, timeout=60
    )
    auth, notifications = database_factory("auth"), database_factory("notifications")
    for service, database in (("auth", auth), ("notifications", notifications)):
        for command in ("run", "relay") if service == "auth" else ("run",):
            port = free_port()
            own = environment | {"DATABASE_URL": database.url, "HEALTH_PORT": str(port)}
            processes.start(
                Spec(
                    f"{service}-{command}",
                    [sys.executable, "-m", f"services.{service}", command],
                    own,
                    ready=lambda port=port: health.answers(port, "/readyz"),  # type: ignore[misc]
                )
            )
    processes.wait_ready(40)
    numbers = [f"18011111{n}" for n in range(1, 4)]
    for number in numbers:
        rows(auth.migration_url, "insert into known_accounts values (%s, true, 1) returning number", number)
    client = bus.client(amqp_url)
    yield House(client, mail, auth, environment | {"DATABASE_URL": auth.url})
    client.close()
    mail.stop()


def register(house: House) -> None:
    form = {"account_number": ACCOUNT, "password": PASSWORD, "password_confirmation": PASSWORD, "email": EMAIL}
    house.auth.register(Registration(**form, consent=True, consent_version="1", ip=IP))


def token_in(letter: str) -> str:
    return letter.split("?token=")[1].split(maxsplit=1)[0]


@pytest.mark.req("M3.1", "M3.3", "M4.2.4", "M5.2", "M6.1")
def test_from_the_form_to_letters_and_a_session(house: House) -> None:
    register(house)
    letter = house.letter(1)
    with pytest.raises(Refusal, match="not_activated"):
        house.sign_in()
    house.auth.activate(OneTimeToken(token=token_in(letter)))
    _, who = house.sign_in()
    assert [account.number for account in who.accounts] == [ACCOUNT]
    with house.asking(who, confirmed=False), pytest.raises(Refusal, match="not_confirmed"):
        house.auth.link_account(NewAccount(account_number="180111112"))
    with house.asking(who):
        house.auth.link_account(NewAccount(account_number="180111112"))
        with pytest.raises(Refusal, match="account_not_found"):
            house.auth.unlink_account(AccountRef(account_number="180111113"))
        with pytest.raises(Refusal, match="forbidden"):
            house.auth.find_users(UserQuery(text=ACCOUNT))
        notifications = house.client.stub(NotificationsRpc)
        with pytest.raises(Refusal, match="delivery_needed"):
            notifications.set_delivery(DeliveryChange(email_bill=False, paper_bill=False))
        assert notifications.set_delivery(DeliveryChange(email_bill=True, paper_bill=False)).email_bill
        house.auth.request_email_change(NewEmail(email="new@mail.ru"))
    house.letter(3)
    to_new = next(letter for letter in house.mail.sink.accepted if letter["To"] == "new@mail.ru")
    house.auth.confirm_email(OneTimeToken(token=token_in(text_of(to_new))))
    assert house.sign_in()[1].email == "new@mail.ru"
    with pytest.raises(Refusal, match="forbidden"):
        house.auth.get_profile(Nothing())


@pytest.mark.req("S5")
def test_staff_are_made_on_the_command_line(house: House) -> None:
    command = [sys.executable, "-m", "services.auth", "create-staff", "petrova", "accountant"]
    made = subprocess.run(
        command, cwd=ROOT, env=house.environment, capture_output=True, text=True, check=True, timeout=60
    )
    shown = dict(line.split(" ", 1) for line in made.stdout.splitlines()[:3])
    opened = house.auth.sign_in_staff(
        StaffCredentials(login="petrova", password=shown["password"], totp=pyotp.TOTP(shown["totp"]).now(), ip=IP)
    )
    who = house.auth.authenticate(SessionToken(token=opened.token))
    assert who.role == "accountant"
    with house.asking(who):
        assert house.auth.find_users(UserQuery(text=ACCOUNT)).users == []
    again = subprocess.run(
        command, cwd=ROOT, env=house.environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
