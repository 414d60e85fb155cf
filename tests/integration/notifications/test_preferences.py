"""What customers choose and what staff see."""

import re

import pytest

from chassis.errors import Refusal
from contracts.auth import PasswordReset
from contracts.notifications import (
    ActivationExpired,
    DeliveryChange,
    DeliveryChosen,
    LetterQuery,
    LetterRef,
    ReminderChange,
    Unsubscription,
)
from contracts.wire import Nothing
from tests.integration.notifications.conftest import ACCOUNT, USER, Post, linked, paid, registered

BOTH, EMAIL_ONLY = DeliveryChange(email_bill=True, paper_bill=True), DeliveryChange(email_bill=True, paper_bill=False)
PAPER_ONLY, NONE = DeliveryChange(email_bill=False, paper_bill=True), DeliveryChange(email_bill=False, paper_bill=False)


@pytest.mark.req("M4.2.2")
def test_bills_come_on_paper_until_somebody_chooses(post: Post) -> None:
    with post.as_customer():
        chosen = post.service.get_delivery(Nothing())
    assert (chosen.email_bill, chosen.paper_bill, chosen.reminders) == (False, True, [])


@pytest.mark.req("M4.2.1", "M4.2.2")
@pytest.mark.parametrize("change", [BOTH, EMAIL_ONLY, PAPER_ONLY])
def test_every_choice_that_leaves_a_bill_is_kept(post: Post, change: DeliveryChange) -> None:
    post.meet()
    with post.as_customer():
        post.service.set_delivery(change)
        kept = post.service.get_delivery(Nothing())
    assert (kept.email_bill, kept.paper_bill) == (change.email_bill, change.paper_bill)


def announced(post: Post) -> list[tuple[str, bool]]:
    """(account, paper) of each choice that billing is told of."""
    rows = post.rows("select body from outbox where type = :type order by seq", type=DeliveryChosen.TYPE)
    events = [DeliveryChosen.model_validate_json(row[0]) for row in rows]
    return [(event.account_number, event.paper_bill) for event in events]


@pytest.mark.req("M4.2.2")
def test_billing_is_told_of_the_primary_accounts_choice(post: Post) -> None:
    post.meet()
    other = linked(USER, "180111999", "a@mail.ru", 9).model_copy(update={"primary": False})
    post.hear("remember_account", other)
    with post.as_customer():
        post.service.set_delivery(EMAIL_ONLY)
    assert announced(post) == [(ACCOUNT, False)]
    key = post.rows("select unsubscribe_key from people")[0][0]
    post.service.unsubscribe(Unsubscription(key=str(key), kind="email_bill"))
    assert announced(post) == [(ACCOUNT, False), (ACCOUNT, True)], "without e-mail the paper bill comes again"


@pytest.mark.req("M4.2.2")
def test_a_choice_is_told_when_the_account_becomes_known(post: Post) -> None:
    with post.as_customer():
        post.service.set_delivery(EMAIL_ONLY)
    assert announced(post) == []
    post.hear("remember_account", linked(USER, ACCOUNT, "late@mail.ru", 1))
    assert announced(post) == [(ACCOUNT, False)]


@pytest.mark.req("M4.2.2")
def test_paper_cannot_be_refused_without_e_mail(post: Post) -> None:
    post.meet()
    with post.as_customer():
        post.service.set_delivery(BOTH)
        with pytest.raises(Refusal) as refusal:
            post.service.set_delivery(NONE)
        assert (refusal.value.code, refusal.value.field) == ("delivery_needed", "paper_bill")
        assert post.service.get_delivery(Nothing()).email_bill


def test_a_choice_made_before_auths_event_came_is_kept(post: Post) -> None:
    with post.as_customer():
        post.service.set_delivery(EMAIL_ONLY)
        post.hear("remember_account", linked(USER, ACCOUNT, "late@mail.ru", 1))
        assert not post.service.get_delivery(Nothing()).paper_bill
    assert post.rows("select email from people") == [("late@mail.ru",)]


def test_reminders_are_switched_by_kind(post: Post) -> None:
    with post.as_customer():
        assert post.service.set_reminders(ReminderChange(reminders=["due", "bill", "due"])).reminders == ["bill", "due"]
        assert post.service.set_reminders(ReminderChange(reminders=[])).reminders == []


@pytest.mark.req("S5")
def test_staff_page_through_letters_newest_first(post: Post) -> None:
    for n in range(60):
        post.hear("send_receipt", paid(payment=f"p-{n}"))
        post.pass_time(seconds=1)
    first = post.service.list_letters(LetterQuery(account_number=ACCOUNT)).letters
    rest = post.service.list_letters(LetterQuery(account_number=ACCOUNT, after=first[-1].letter_id)).letters
    assert (len(first), len(rest)) == (50, 10)
    times = [letter.created_at for letter in first + rest]
    assert times == sorted(times, reverse=True)
    assert post.service.list_letters(LetterQuery(account_number="999999999")).letters == []


@pytest.mark.req("S5")
def test_staff_send_a_letter_again_as_a_new_message(post: Post) -> None:
    post.hear("send_receipt", paid())
    post.send()
    (sent,) = post.service.list_letters(LetterQuery()).letters
    assert (sent.state, sent.purpose, sent.attempts) == ("sent", "receipt", 1)
    assert re.fullmatch(r".\*\*\*@[\w.]+", sent.to), "a list shows addresses in part"
    again = post.service.resend_letter(LetterRef(letter_id=sent.letter_id))
    assert (again.state, again.letter_id != sent.letter_id) == ("waiting", True)
    post.send()
    first, second = post.sink.accepted
    assert first["Subject"] == second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.req("S5")
def test_a_waiting_letter_is_only_hurried(post: Post) -> None:
    post.sink.mode = "421"
    post.hear("send_receipt", paid())
    post.send()
    post.sink.mode = "accept"
    (waiting,) = post.service.list_letters(LetterQuery()).letters
    assert "Greylisted" in str(waiting.last_error)
    post.service.resend_letter(LetterRef(letter_id=waiting.letter_id))
    assert post.send() == 1


@pytest.mark.parametrize("letter_id", ["no-such", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_letter_cannot_be_sent_again(post: Post, letter_id: str) -> None:
    with pytest.raises(Refusal, match="letter_not_found"):
        post.service.resend_letter(LetterRef(letter_id=letter_id))


def test_a_letter_with_a_used_secret_cannot_be_sent_again(post: Post) -> None:
    link = registered()
    fields = {"user_id": link.user_id, "account_number": ACCOUNT, "email": link.email, "expires_at": link.expires_at}
    post.hear("send_new_password", PasswordReset(**fields, new_password=None, token="t" * 43))
    post.send()
    (sent,) = post.service.list_letters(LetterQuery()).letters
    assert not sent.may_be_repeated, "so the desk does not offer it"
    with pytest.raises(Refusal) as refusal:
        post.service.resend_letter(LetterRef(letter_id=sent.letter_id))
    assert "одноразовые" in refusal.value.message


@pytest.mark.req("S5", "M3.1")
def test_an_activation_letter_is_made_anew_with_a_link_that_works(post: Post) -> None:
    """Desk B8: the operator had no way to help a caller whose letter did not come."""
    post.hear("send_activation", registered())
    post.send()
    (sent,) = post.service.list_letters(LetterQuery()).letters
    assert sent.may_be_repeated
    post.service.resend_letter(LetterRef(letter_id=sent.letter_id))
    (row,) = post.rows("select type, body::jsonb ->> 'user_id', body::jsonb ->> 'wanted' from outbox")
    assert tuple(row) == (ActivationExpired.TYPE, str(USER), "true")
    assert len(post.service.list_letters(LetterQuery()).letters) == 1, "the letter itself comes from auth's event"
