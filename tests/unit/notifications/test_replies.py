"""Whom a mail server's refusal is about (S12): replies as public reports quote them."""

import pytest

from services.notifications.replies import Cause, Stage, cause_of

pytestmark = pytest.mark.req("S12")


@pytest.mark.parametrize(
    ("stage", "reply", "cause"),
    [
        # the address
        ("recipient", "550 5.1.1 <x@y.ru>: Recipient address rejected: User unknown", "address"),
        ("recipient", "550 5.1.1 Invalid mailbox", "address"),
        ("recipient", "550 5.1.2 Bad destination system", "address"),
        (
            "recipient",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
            "address",
        ),
        ("recipient", "556 5.1.10 Recipient address has null MX", "address"),
        ("recipient", "556 the domain takes no mail", "address"),
        ("recipient", "550 5.2.1 The email account that you tried to reach is disabled", "address"),
        ("recipient", "550 5.4.4 Unable to route", "address"),
        ("recipient", "550 No such user here", "address"),
        (
            "recipient",
            "550 Message was not accepted -- invalid mailbox",
            "address",
        ),
        ("recipient", "553 sorry, no mailbox here by that name", "address"),
        ("recipient", "550 5.0.0 User unknown", "address"),
        ("content", "550 5.1.1 User unknown", "address"),
        ("content", "550 no such user", "address"),
        ("recipient", "550 5.7.1 No such user! 1732-Abc", "address"),
        ("recipient", "550 5.7.0 Recipient not found", "address"),
        # us
        ("recipient", "550 5.7.1 No such user, relaying denied", "us"),
        ("recipient", "550 5.7.1 Sender unknown, user unknown", "us"),
        ("content", "550 5.7.1 No such user!", "us"),
        ("recipient", "554 5.7.1 <x@y.ru>: Relay access denied", "us"),
        ("recipient", "550 5.4.5 Daily sending quota exceeded", "us"),
        ("recipient", "554 5.7.1 Service unavailable; Client host [1.2.3.4] blocked using zen.spamhaus.org", "us"),
        ("recipient", "550 5.7.1 Sender address rejected: not logged in", "us"),
        ("recipient", "550 5.1.7 Invalid sender address", "us"),
        ("recipient", "550 5.1.8 Sender domain does not exist", "us"),
        ("recipient", "530 5.7.0 Authentication required", "us"),
        ("recipient", "550 relaying denied", "us"),
        ("recipient", "550 Spam message rejected", "us"),
        ("recipient", "554 delivery error: this user does not have a yandex account", "us"),
        ("recipient", "503 5.5.1 bad sequence of commands", "us"),
        ("content", "550 5.7.26 Unauthenticated email from y.ru is not accepted due to domain's DMARC policy", "us"),
        ("content", "550 5.4.5 limit exceeded", "us"),
        ("content", "554 5.7.1 Message rejected as spam", "us"),
        ("content", "554 Transaction failed", "us"),
        ("sender", "553 5.7.1 Sender address rejected: not owned by user", "us"),
        ("sender", "550 mailbox unavailable", "us"),
        # now
        ("recipient", "552 5.2.2 Mailbox full", "now"),
        ("recipient", "552 mailbox is over its storage allocation", "now"),
        ("recipient", "450 4.2.0 Greylisted", "now"),
        ("recipient", "451 4.7.1 Please try again later", "now"),
        ("content", "452 4.3.1 Insufficient system storage", "server"),
        # the letter
        ("content", "552 5.3.4 Message size exceeds fixed limit", "letter"),
        ("sender", "552 Message size exceeds maximum permitted", "letter"),
        ("content", "552 5.2.3 Message exceeds the mailbox's limit", "letter"),
        ("content", "554 5.6.0 Message contains invalid header", "letter"),
        ("recipient", "552 the message is too large for this mailbox", "letter"),
    ],
)
def test_a_refusal_is_about_the_address_the_letter_us_or_the_moment(stage: Stage, reply: str, cause: Cause) -> None:
    code, _, text = reply.partition(" ")
    assert cause_of(int(code), text, stage) == cause


def test_what_says_nothing_is_never_held_against_an_address() -> None:
    for stage in ("sender", "content"):
        assert cause_of(550, "", stage) == "us"
    assert cause_of(599, "", "recipient") == "us"
