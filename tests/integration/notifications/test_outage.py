"""What a mail server that is away, slow or full does to letters: nothing lost, nothing twice, nothing stale."""

import pytest

from contracts.notifications import ActivationExpired, LetterKindRef, LetterQuery, LetterRef
from contracts.wire import Nothing
from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.sending import pace
from tests.integration.notifications.conftest import ACCOUNT, USER, MailServer, Post, bill, paid, registered


@pytest.mark.req("M6.1", "M4.2.1")
@pytest.mark.case("F1")
def test_a_day_without_a_mail_server_loses_nothing_and_doubles_nothing(post: Post, mail_server: MailServer) -> None:
    """Facts come all day, some of them twice; the server is asked every half hour and comes back the next day."""
    mail_server.stop()
    post.meet(email_bill=True)
    for hour in range(24):
        for _ in range(2):
            post.hear("send_receipt", paid(payment=f"p-{hour}"))
            post.hear("send_bill", bill(revision=hour + 1))
        for _ in range(2):
            assert post.send() == 0
            post.pass_time(minutes=30)
    assert post.states() == ["waiting"] * 48
    mail_server.start()
    post.pass_time(minutes=30)
    assert post.send() == 48
    assert post.send() == 0
    assert len({letter["Message-ID"] for letter in post.sink.accepted}) == len(post.sink.accepted) == 48
    assert post.states() == ["sent"] * 48


@pytest.mark.req("M3.1", "M6.1")
def test_an_activation_letter_that_outlived_its_link_is_asked_for_anew(post: Post, mail_server: MailServer) -> None:
    mail_server.stop()
    post.hear("send_activation", registered("dead-link", hours=48))
    post.hear("send_receipt", paid())
    post.pass_time(hours=48)
    post.send()
    (row,) = post.rows("select type, subject, body::jsonb ->> 'user_id' from outbox")
    assert tuple(row) == (ActivationExpired.TYPE, ACCOUNT, str(USER))
    post.pass_time(hours=1)
    post.send()
    assert len(post.rows("select 1 from outbox")) == 1, "sent once"


def test_a_superseded_link_is_not_asked_for_anew(post: Post, mail_server: MailServer) -> None:
    mail_server.stop()
    post.hear("send_activation", registered("older", hours=47))
    post.hear("send_activation", registered("newer", hours=48))
    post.pass_time(hours=47)
    post.send()
    assert post.rows("select 1 from outbox") == []


@pytest.mark.req("M4.2.1")
def test_bills_keep_to_the_promised_pace_and_hold_up_no_urgent_letter(post: Post) -> None:
    post.settings = post.settings.model_copy(update={"bulk_letters_a_minute": 60})
    post.meet(email_bill=True)
    for revision in range(1, 41):
        post.hear("send_bill", bill(revision=revision))
    allowed = int(pace.BURST.total_seconds()) + 1
    assert post.send() == allowed, "what may be caught up"
    post.hear("send_receipt", paid())
    assert post.send() == 1, "only the receipt"
    for _ in range(3):
        post.pass_time(seconds=5)
        assert post.send() == 5, "one a second"


@pytest.mark.req("S5", "M6.1")
def test_staff_see_every_kind_of_letter_before_anybody_gets_one(post: Post) -> None:
    kinds = [one.kind for one in post.service.list_letter_kinds(Nothing()).kinds]
    assert set(kinds) == set(KINDS), "a new kind of letter needs its sample"
    for kind in kinds:
        shown = post.service.preview_letter(LetterKindRef(kind=kind))
        assert shown.subject and "style=" in shown.html and "Калужская сбытовая компания" in shown.text
        assert ("Не присылать такие письма" in shown.text) == (kind == "bill" or kind.startswith("reminder_"))


@pytest.mark.req("S5")
def test_sending_again_is_on_record_without_the_whole_address(post: Post) -> None:
    post.hear("send_receipt", paid())
    post.send()
    (sent,) = post.service.list_letters(LetterQuery()).letters
    post.service.resend_letter(LetterRef(letter_id=sent.letter_id))
    (row,) = post.rows("select action, subject, account_number, details from audit")
    assert tuple(row) == ("resend_letter", sent.letter_id, ACCOUNT, {"purpose": "receipt", "to": "s***@list.ru"})
