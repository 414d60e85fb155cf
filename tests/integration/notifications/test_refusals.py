"""Every way in which public reports show a mail server refusing, breaking off or keeping silent (S12).

Letters refused because of us or of the server's state wait, and somebody is called; only what is about an address marks
it; a few letters try, not the whole batch; nothing is sent twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chassis.database.sessions import Database
from services.notifications.sending.send import MOST_IN_A_ROW
from tests.integration.notifications.conftest import Post, paid
from tests.support.scripted_smtp import (
    CLOSE,
    KEEP_AND_CLOSE,
    SILENCE,
    Script,
    ScriptedServer,
    Step,
    scripted_smtp,
)

pytestmark = [pytest.mark.req("S12", "M6.1"), pytest.mark.case("F3", "F5")]
LETTERS = 6


@dataclass(frozen=True)
class Meaning:
    """What must come of the letters of a batch that all get the same answer."""

    state: str = "waiting"
    marked: bool = False
    us: bool = False
    tried: int = LETTERS


ADDRESS, LETTER = Meaning("failed", marked=True), Meaning("failed")
US, SHUT_OUT = Meaning(us=True, tried=MOST_IN_A_ROW), Meaning(us=True, tried=1)
SERVER, AWAY = Meaning(tried=MOST_IN_A_ROW), Meaning(tried=1)
NOW = Meaning()

TABLE: list[tuple[Step, str, Meaning]] = [
    ("greeting", "554 5.7.1 Your address is blocked, see the list", SHUT_OUT),
    ("greeting", "421 4.3.2 Too many connections", AWAY),
    ("greeting", CLOSE, AWAY),
    ("greeting", SILENCE, AWAY),
    ("EHLO", CLOSE, AWAY),
    ("EHLO", SILENCE, AWAY),
    ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", US),
    ("MAIL", "530 5.7.1 Authentication required", US),
    ("MAIL", "550 5.7.1 Sender address rejected: not owned by user", US),
    ("MAIL", "553 sender is not in our domains", US),
    ("MAIL", "555 5.5.4 Unsupported option: SIZE", US),
    ("MAIL", "450 4.7.25 Client host rejected: cannot find your hostname", US),
    ("MAIL", "451 4.3.0 Temporary lookup failure", SERVER),
    ("MAIL", "452 4.3.1 Insufficient system storage", SERVER),
    ("MAIL", "450 4.7.1 Error: too much mail from 1.2.3.4", SERVER),
    ("MAIL", "552 5.3.4 Message size exceeds fixed limit", LETTER),
    ("MAIL", "421 4.7.0 Try again later, closing connection", AWAY),
    ("MAIL", CLOSE, SERVER),
    ("MAIL", SILENCE, AWAY),
    ("RCPT", "550 5.1.1 User unknown", ADDRESS),
    ("RCPT", "550 no such mailbox", ADDRESS),
    ("RCPT", "556 5.1.10 Recipient address has null MX", ADDRESS),
    ("RCPT", "550 5.2.1 The account is disabled", ADDRESS),
    ("RCPT", "554 5.7.1 Relay access denied", US),
    ("RCPT", "550 5.7.23 SPF validation failed", US),
    ("RCPT", "550 5.4.5 Daily sending quota exceeded", US),
    ("RCPT", "554 5.7.1 Client host blocked using a list", US),
    ("RCPT", "552 5.2.2 Mailbox full", NOW),
    ("RCPT", "452 4.2.2 Mailbox full", NOW),
    ("RCPT", "450 4.2.0 Greylisted, come back in 300 seconds", NOW),
    ("RCPT", "451 4.7.1 Greylisting in action", NOW),
    ("RCPT", "451 4.7.500 Server busy, please try again later", SERVER),
    ("RCPT", "452 4.5.3 Too many recipients", SERVER),
    ("RCPT", "451 4.7.1 Rate limit exceeded", SERVER),
    ("RCPT", "553 5.6.7 SMTPUTF8 is required but not supported", LETTER),
    ("RCPT", "421 4.4.2 Error: timeout exceeded", AWAY),
    ("RCPT", CLOSE, SERVER),
    ("RCPT", SILENCE, AWAY),
    ("DATA", "451 4.3.2 Please try again later", SERVER),
    ("DATA", "554 5.7.1 not today", US),
    ("DATA", "503 5.5.1 need RCPT", US),
    ("DATA", "421 4.3.0 closing", AWAY),
    ("DATA", CLOSE, SERVER),
    ("DATA", SILENCE, AWAY),
    ("content", "550 5.1.1 User unknown", ADDRESS),
    ("content", "550 5.7.26 rejected by DMARC policy", US),
    ("content", "554 5.7.1 Message rejected as spam", US),
    ("content", "550 5.4.5 limit exceeded", US),
    ("content", "552 5.3.4 Message too big", LETTER),
    ("content", "554 5.6.0 invalid header", LETTER),
    ("content", "451 4.7.1 Greylisted", NOW),
    ("content", "451 4.3.5 content filter unavailable", SERVER),
    ("content", "452 4.3.1 Insufficient system storage", SERVER),
    ("content", "421 4.3.0 closing", AWAY),
    ("content", CLOSE, SERVER),
    ("content", SILENCE, AWAY),
]


@pytest.fixture(scope="module")
def relay() -> Iterator[ScriptedServer]:
    with scripted_smtp() as server:
        yield server


@pytest.fixture
def sending(database: Database, relay: ScriptedServer) -> Post:
    relay.script = Script()
    relay.taken.clear()
    return by_way_of(database, f"smtp://127.0.0.1:{relay.port}")


def by_way_of(database: Database, url: str) -> Post:
    post = Post(database, None, url)  # type: ignore[arg-type] - it hands over to the relay
    post.settings = post.settings.model_copy(update={"smtp_seconds": 0.4})
    return post


def write(post: Post, count: int = LETTERS) -> list[str]:
    """Receipts to addresses of their own."""
    addresses = [f"a{n}@list.ru" for n in range(count)]
    for address in addresses:
        post.hear("send_receipt", paid(payment=address.partition("@")[0], email=address))
    return addresses


def check(post: Post, meaning: Meaning) -> None:
    assert post.states() == [meaning.state] * LETTERS, post.rows("select last_error from letters")
    marked, unwelcome, tried = post.rows(
        "select (select count(*) from bounced_addresses), count(*) filter (where unwelcome),"
        " count(*) filter (where attempts > 0) from letters"
    )[0]
    assert marked == (LETTERS if meaning.marked else 0)
    assert tried == meaning.tried, post.rows("select attempts, last_error from letters")
    assert unwelcome == (meaning.tried if meaning.us else 0), "what calls somebody"


def heal(post: Post, relay: ScriptedServer) -> None:
    """The server works again; an hour later every letter that waited has gone out, once, and nothing alarms."""
    relay.script = Script()
    waited = post.states().count("waiting")
    for _ in range(6):
        post.pass_time(minutes=10)
        waited -= post.send()
    assert waited == 0
    assert post.rows("select count(*) from letters where unwelcome") == [(0,)]
    recipients = [recipient for recipient, _ in relay.taken]
    assert len(set(recipients)) == len(recipients)


@pytest.mark.parametrize(
    ("step", "reply", "meaning"), TABLE, ids=lambda part: "" if isinstance(part, Meaning) else str(part)[:50]
)
def test_an_answer_has_its_meaning_for_the_batch(
    sending: Post, relay: ScriptedServer, step: Step, reply: str, meaning: Meaning
) -> None:
    write(sending)
    relay.script = Script({step: reply})
    assert sending.send() == 0
    assert relay.taken == []
    check(sending, meaning)
    heal(sending, relay)
    assert len(relay.taken) == (0 if meaning.state == "failed" else LETTERS)


@pytest.mark.parametrize(
    ("url", "script", "meaning"),
    [
        ("smtp://u:secret@", Script({"AUTH": "535 5.7.8 wrong password"}, ("AUTH PLAIN",)), SHUT_OUT),
        ("smtp://u:secret@", Script({"AUTH": "454 4.7.0 Temporary authentication failure"}, ("AUTH PLAIN",)), AWAY),
        ("smtp://u:secret@", Script(extensions=()), SHUT_OUT),
        ("smtp+starttls://", Script(extensions=()), SHUT_OUT),
        ("smtp+starttls://", Script({"STARTTLS": "454 4.7.0 TLS not available"}, ("STARTTLS",)), AWAY),
        ("smtp+starttls://", Script({"STARTTLS": "220 go on"}, ("STARTTLS",)), AWAY),
        ("smtp+starttls://", Script({"STARTTLS": CLOSE}, ("STARTTLS",)), AWAY),
        ("smtp://", Script({"EHLO": "550 5.7.1 bad name", "HELO": "550 5.7.1 bad name"}), SHUT_OUT),
    ],
    ids=["password", "login later", "no login", "no TLS", "TLS later", "no handshake", "TLS closes", "name"],
)
def test_a_server_that_lets_us_in_with_no_letter_is_tried_once(
    database: Database, sending: Post, relay: ScriptedServer, url: str, script: Script, meaning: Meaning
) -> None:
    write(sending)
    relay.script = script
    refused = by_way_of(database, f"{url}127.0.0.1:{relay.port}")
    assert refused.send() == 0
    check(sending, meaning)
    assert not sending.rows("select 1 from letters where last_error like '%secret%'")
    heal(sending, relay)
    assert len(relay.taken) == LETTERS


def test_a_letter_taken_before_the_connection_broke_is_the_same_letter_again(
    sending: Post, relay: ScriptedServer
) -> None:
    """Nobody can know whether it was taken: mail programs recognise the second by its Message-ID."""
    write(sending, 1)
    relay.script = Script({"content": KEEP_AND_CLOSE})
    assert sending.send() == 0
    relay.script = Script()
    sending.pass_time(minutes=1)
    assert sending.send() == 1
    sent = [line for _, body in relay.taken for line in body.splitlines() if line.startswith(b"Message-ID:")]
    assert (len(sent), len(set(sent))) == (2, 1)


@pytest.mark.parametrize("ends", ["421 4.7.0 Too many messages in this session", CLOSE])
def test_a_server_that_ends_used_connections_gets_the_batch_over_new_ones(
    sending: Post, relay: ScriptedServer, ends: str
) -> None:
    before = relay.connections
    addresses = write(sending, 7)
    relay.script = Script(letters_a_connection=2, at_the_limit=ends)
    assert sending.send() == 7
    assert sorted(recipient for recipient, _ in relay.taken) == addresses
    assert relay.connections - before == 4


def test_one_address_among_many_hurts_no_other(sending: Post, relay: ScriptedServer) -> None:
    odd = {
        "a1@list.ru": "550 5.1.1 User unknown",
        "a2@list.ru": "552 5.2.2 Mailbox full",
        "a3@list.ru": "450 4.2.0 Greylisted",
        "a4@list.ru": CLOSE,
        "a5@list.ru": "554 5.7.1 Message refused by policy",
    }
    addresses = write(sending, 12)
    relay.script = Script({"RCPT": lambda recipient: odd.get(recipient, "250 ok")})
    assert sending.send() == 7
    assert sorted(recipient for recipient, _ in relay.taken) == sorted(set(addresses) - set(odd))
    assert sending.rows("select email from bounced_addresses") == [("a1@list.ru",)]
    heal(sending, relay)
    assert len(relay.taken) == 11


def test_a_server_of_the_old_kind_gets_letters_that_it_can_read(sending: Post, relay: ScriptedServer) -> None:
    """Without EHLO, 8BITMIME and SMTPUTF8: seven bits, short lines, an address in ASCII."""
    sending.hear("send_receipt", paid(payment="p", email="ivan@почта.рф"))
    relay.script = Script({"EHLO": "502 unknown command"})
    assert sending.send() == 1
    ((recipient, body),) = relay.taken
    assert recipient == "ivan@xn--80a1acny.xn--p1ai"
    assert body.isascii() and all(len(line) <= 998 for line in body.splitlines())
