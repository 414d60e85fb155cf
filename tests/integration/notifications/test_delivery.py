"""Getting letters out when the mail server misbehaves: nothing is lost, nothing is doubled by us."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from prometheus_client import REGISTRY

from chassis.errors import Refusal, RpcTimeout
from contracts import auth
from contracts.wire import Nothing
from services.notifications.models import Letter
from services.notifications.sending.send import Sender
from tests.integration.notifications.conftest import (
    EMAIL,
    USER,
    MailServer,
    Post,
    bill,
    linked,
    paid,
    registered,
    text_of,
)


def test_the_same_fact_heard_twice_makes_one_letter(post: Post) -> None:
    post.meet(email_bill=True)
    receipt, asked = paid(payment="p-1"), registered()
    for _ in range(2):
        post.hear("send_receipt", receipt)
        post.hear("send_activation", asked)
        post.hear("send_bill", bill())
    assert post.send() == 3
    post.hear("send_bill", bill())
    assert post.send() == 0
    post.hear("send_bill", bill(revision=2))
    assert post.send() == 1


@pytest.mark.case("F3")
def test_a_greylisted_letter_is_tried_again_with_the_same_message_id(post: Post) -> None:
    post.sink.mode = "421"
    post.hear("send_receipt", paid())
    assert post.send() == 0
    assert post.rows("select attempts, last_error from letters") == [(1, "451 4.7.1 Greylisted, come back later")]
    assert post.send() == 0, "not before its time"
    post.sink.mode = "accept"
    post.pass_time(minutes=1)
    assert post.send() == 1
    assert post.sink.accepted[0]["Message-ID"] == post.rows("select message_id from letters")[0][0]


@pytest.mark.case("F3")
def test_a_refused_address_is_marked_until_a_letter_is_accepted(post: Post) -> None:
    post.meet()
    post.sink.mode = "550"
    post.hear("send_receipt", paid())
    assert post.send() == 0
    assert post.states() == ["failed"]
    with post.as_customer():
        assert post.service.get_delivery(Nothing()).email_bounced
        post.sink.mode = "accept"
        post.hear("send_receipt", paid(EMAIL.upper()))
        assert post.send() == 1
        assert not post.service.get_delivery(Nothing()).email_bounced


def test_a_letter_refused_for_its_content_does_not_mark_the_address(post: Post) -> None:
    post.sink.replies = {"content": "554 5.6.0 Message contains an invalid header"}
    post.hear("send_receipt", paid())
    post.send()
    assert post.states() == ["failed"]
    assert post.rows("select count(*) from bounced_addresses") == [(0,)]


@pytest.mark.req("S12")
@pytest.mark.parametrize(
    "replies",
    [
        {"recipient": "554 5.7.1 <x>: Relay access denied"},
        {"recipient": "550 5.4.5 Daily sending quota exceeded"},
        {"recipient": "552 5.2.2 Mailbox full"},
        {"content": "550 5.7.26 rejected by DMARC policy"},
        {"sender": "553 5.7.1 Sender address rejected: not owned by user"},
    ],
)
def test_a_server_that_refuses_us_costs_no_letter_and_marks_no_address(post: Post, replies: dict[str, str]) -> None:
    post.sink.replies = replies
    post.hear("send_activation", registered())
    for n in range(20):
        post.hear("send_receipt", paid(payment=f"p-{n}", email=f"a{n}@list.ru"))
    assert post.send() == 0
    assert post.states() == ["waiting"] * 21
    assert post.rows("select count(*) from bounced_addresses") == [(0,)]
    about_us = "2.2" not in str(replies)
    assert post.rows("select count(*) from letters where unwelcome") == [(3 if about_us else 0,)], (
        "the others wait untried"
    )
    post.service.count_waiting()
    waiting = [REGISTRY.get_sample_value("cabinet_letters_waiting", {"lane": lane}) for lane in ("urgent", "bulk")]
    assert waiting == [21, 0]
    assert REGISTRY.get_sample_value("cabinet_letters_unwelcome") == (3 if about_us else 0)
    post.sink.replies = {}
    post.pass_time(minutes=2)
    assert post.send() == 21
    assert post.rows("select count(*) from letters where unwelcome") == [(0,)]


@pytest.mark.case("F2")
def test_a_connection_lost_after_the_data_repeats_the_same_message(post: Post) -> None:
    post.sink.mode = "drop"
    post.hear("send_receipt", paid())
    assert post.send() == 0
    post.sink.mode = "accept"
    post.pass_time(minutes=1)
    assert post.send() == 1
    ids = {line for body in post.sink.received for line in body.splitlines() if line.startswith(b"Message-ID:")}
    assert (len(post.sink.received), len(ids)) == (2, 1)


@pytest.mark.case("F1")
def test_a_day_without_a_mail_server_loses_and_doubles_nothing(post: Post, mail_server: MailServer) -> None:
    mail_server.stop()
    post.hear("send_activation", registered(hours=48))
    post.hear("send_activation", registered("old", hours=3, email="x@mail.ru"))
    for n in range(30):
        post.hear("send_receipt", paid(payment=f"p-{n}"))
    for _ in range(24):
        assert post.send() == 0
        post.pass_time(hours=1)
    mail_server.start()
    assert post.send() == 31
    assert post.send() == 0
    assert post.sink.accepted[0]["Subject"] == "Активируйте личный кабинет", "what is urgent goes first"
    assert len({letter["Message-ID"] for letter in post.sink.accepted}) == 31


@pytest.mark.case("F1")
def test_a_letter_whose_link_has_expired_is_not_sent(post: Post, mail_server: MailServer) -> None:
    mail_server.stop()
    post.hear("send_activation", registered("late", hours=2))
    post.send()
    post.pass_time(hours=2)
    mail_server.start()
    assert post.send() == 0
    assert post.rows("select state, secret from letters") == [("expired", None)]


def test_only_the_newest_link_is_sent_in_whatever_order_facts_come(post: Post) -> None:
    post.hear("send_activation", registered("newer", hours=49))
    post.hear("send_activation", registered("older", hours=48))
    assert post.send() == 1
    assert "newer" in text_of(post.sink.accepted[0])


@pytest.mark.case("F4")
def test_a_letter_claimed_by_a_process_that_died_is_sent_by_another(post: Post) -> None:
    post.hear("send_receipt", paid())
    post.rows("update letters set due_at = due_at + interval '10 minutes', attempts = 1")  # claimed, then killed
    assert post.send() == 0
    post.pass_time(minutes=10)
    assert post.send() == 1


@pytest.mark.case("F4")
def test_a_crash_between_sending_and_noting_it_costs_one_duplicate_at_most(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    post.hear("send_receipt", paid())
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Sender, "_close", die)
        post.send()
    post.hear("send_receipt", paid(payment="another"))
    assert post.send() == 1, "it holds up no other letter"
    post.pass_time(minutes=2)
    assert post.send() == 1
    first, _, again = post.sink.accepted
    assert first["Message-ID"] == again["Message-ID"]
    assert post.send() == 0


def test_parallel_senders_share_the_work(post: Post) -> None:
    for n in range(60):
        post.hear("send_receipt", paid(payment=f"p-{n}"))
    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda _: post.send(), range(3)))
    assert sum(sent) == 60
    assert len({letter["Message-ID"] for letter in post.sink.accepted}) == len(post.sink.accepted) == 60


@pytest.mark.parametrize(
    ("failure", "state"),
    [(RpcTimeout("printer.print_bill"), "waiting"), (Refusal("bill_not_found", "нет"), "failed")],
    ids=["printer away", "no such bill"],
)
def test_a_bill_without_its_pdf_is_not_sent(post: Post, failure: Exception, state: str) -> None:
    post.meet(email_bill=True)
    post.printer.fails = failure
    post.hear("send_bill", bill())
    assert post.send() == 0
    assert post.states() == [state]
    assert post.sink.received == []


@pytest.mark.req("M4.2.4")
def test_letters_follow_the_profiles_address_also_while_they_wait(post: Post) -> None:
    post.meet(email_bill=True)
    post.hear("send_bill", bill())
    post.hear("send_receipt", paid("given@mail.ru"))
    post.hear("remember_email", auth.EmailChanged(user_id=str(USER), email="new@mail.ru", version=5))
    post.hear("remember_email", auth.EmailChanged(user_id=str(USER), email="old@mail.ru", version=4))
    post.hear("remember_account", linked(USER, "180111112", "old@mail.ru", 3))
    post.send()
    assert {str(letter["To"]) for letter in post.sink.accepted} == {"new@mail.ru", "given@mail.ru"}
    post.hear("send_bill", bill(account="180111112"))
    post.send()
    assert post.sink.accepted[-1]["To"] == "new@mail.ru"


@pytest.mark.case("A6")
def test_an_older_link_does_not_undo_a_newer_unlink(post: Post) -> None:
    post.meet(email_bill=True)
    gone = auth.AccountUnlinked(user_id=str(USER), account_number="180111112", version=3)
    post.hear("forget_account", gone)
    post.hear("remember_account", linked(USER, "180111112", EMAIL, 2))
    post.hear("send_bill", bill(account="180111112"))
    assert post.send() == 0


def test_the_migrations_make_what_the_models_say(post: Post) -> None:
    with post.database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Letter.metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []
