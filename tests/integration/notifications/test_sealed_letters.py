"""What only the reader of a letter may know is readable nowhere while the letter waits, and reaches the reader."""

from collections.abc import Iterator
from typing import Any

import pytest

from chassis.context import NOBODY, Context, entered
from chassis.database.sessions import Database
from chassis.sealing import Sealer
from contracts import auth
from contracts.auth import NewEmail, Recovery
from contracts.auth.letters import place_of
from contracts.billing import AccountsChanged, AccountState
from tests.integration.auth.conftest import Portal
from tests.integration.notifications.conftest import (
    ACCOUNT,
    EMAIL,
    LETTER_KEY,
    USER,
    MailServer,
    Post,
    registered,
    text_of,
)
from tests.support.planted_values import found_everywhere

HANDLERS = (
    ("user_registered", "send_activation", auth.UserRegistered),
    ("password_reset", "send_new_password", auth.PasswordReset),
    ("email_change_requested", "send_email_link", auth.EmailChangeRequested),
)


@pytest.fixture
def portal(database_factory: Any) -> Iterator[Portal]:
    """auth with its own database and the key that notifications has."""
    made = database_factory("auth")
    database = Database(made.url)
    with entered(Context(caller=NOBODY)):
        portal = Portal(database, letter_keys=LETTER_KEY)
        portal.url = made.url  # type: ignore[attr-defined]
        with database.transaction() as session:
            known = AccountsChanged(accounts=[AccountState(number=ACCOUNT, open=True)], version=1)
            portal.auth.remember_accounts(known, session)
        yield portal
    database.engine.dispose()


@pytest.mark.req("S5")
def test_what_a_waiting_letter_carries_is_readable_nowhere(
    portal: Portal, post: Post, mail_server: MailServer, notifications_database: Any
) -> None:
    """An activation, a mailed password, a recovery link and the link of a new address, while no letter can leave."""
    mail_server.stop()
    with portal.asking(portal.customer().sign_in().token) as service:
        service.request_email_change(NewEmail(email="new@mail.ru"))
    asked = Recovery(account_number=ACCOUNT, email=EMAIL, ip="93.184.216.34")
    portal.auth.recover_password(asked)
    by_link = Portal(portal.database, letter_keys=LETTER_KEY, password_recovery="link")
    by_link.auth.recover_password(asked)
    for name, handler, event in HANDLERS:
        for (body,) in portal.rows("select body from outbox where type = :type", type=f"auth.{name}.v1"):
            post.hear(handler, event.model_validate_json(body))
    assert post.send() == 0
    carried = [fact.get("new_password") or fact["token"] for name, *_ in HANDLERS for fact in portal.events(name)]
    secrets = {f"secret {number}": secret for number, secret in enumerate(carried)}
    assert len(secrets) == 4
    addresses = {"auth": portal.url, "notifications": notifications_database.url}  # type: ignore[attr-defined]
    places = {name: url.replace("+psycopg", "") for name, url in addresses.items()}
    assert found_everywhere(places, {"a sealed one": "sealed:"}) >= {
        ("auth.outbox.body", "a sealed one"),
        ("notifications.letters.secret", "a sealed one"),
    }
    assert found_everywhere(places, secrets) == set()

    mail_server.start()
    post.pass_time(minutes=30)
    post.send()
    arrived = "\n".join(text_of(letter) for letter in mail_server.sink.accepted)
    assert [secret for secret in carried if secret not in arrived] == []


def test_a_secret_opens_for_its_person_alone_and_waits_for_its_key(post: Post) -> None:
    """A letter whose key is not there yet is not lost, and no other letter waits for it."""
    foreign = Sealer("another-key-that-nobody-knows").seal("foreign-token", place_of(str(USER)))
    moved = Sealer(LETTER_KEY).seal("moved-token", place_of("somebody else"))
    for sealed in (foreign, moved):
        post.hear("send_activation", registered(sealed))
    post.meet()
    post.hear("send_activation", registered(Sealer(LETTER_KEY).seal("right-token", place_of(str(USER))), hours=50))
    post.send()
    assert "right-token" in text_of(post.sink.accepted[-1])
    sent = "".join(text_of(letter) for letter in post.sink.accepted)
    assert "foreign" not in sent
    assert "moved" not in sent
    assert "sealed:" not in sent


def test_a_letter_that_an_older_release_queued_readably_is_sent(post: Post) -> None:
    post.hear("send_activation", registered("readable-token"))
    post.send()
    assert "readable-token" in text_of(post.sink.accepted[0])


def test_a_changed_key_opens_what_waits(post: Post) -> None:
    post.hear("send_activation", registered(Sealer(LETTER_KEY).seal("older-token", place_of(str(USER)))))
    post.settings = post.settings.model_copy(update={"letter_keys": f"the-key-of-tomorrow-is-long,{LETTER_KEY}"})
    post.send()
    assert "older-token" in text_of(post.sink.accepted[0])
