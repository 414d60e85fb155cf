"""What arrives in the customer's mailbox."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from contracts import auth, billing, feedback, payments
from tests.integration.notifications.conftest import (
    ACCOUNT,
    EMAIL,
    NOW,
    USER,
    Post,
    bill,
    html_of,
    paid,
    registered,
    text_of,
)

WHO = {"user_id": str(USER), "account_number": ACCOUNT}
LATER = NOW + timedelta(hours=24)


@pytest.mark.req("M3.1", "M6.1")
def test_the_activation_letter_carries_the_link(post: Post) -> None:
    post.hear("send_activation", registered("tok-en_1"))
    assert post.send() == 1
    (letter,) = post.sink.accepted
    assert (letter["To"], letter["Subject"]) == (EMAIL, "Активируйте личный кабинет")
    assert letter["From"].addresses[0].addr_spec == "kabinet@example.ru"
    assert letter["From"].addresses[0].display_name.startswith("Калужская сбытовая")
    url = "https://svet.kaluga.ru/activation?token=tok-en_1"
    assert url in text_of(letter)
    assert f'href="{url}"' in html_of(letter)
    assert "(180)111111" in text_of(letter)
    assert "25\u00a0ноября 2026, 12:00" in text_of(letter)
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.req("M3.5", "M6.1")
def test_a_new_password_is_shown_and_a_recovery_link_leads_to_its_page(post: Post) -> None:
    reset = {"email": EMAIL, "expires_at": LATER, **WHO}
    post.hear("send_new_password", auth.PasswordReset(new_password="abcde-fghjk", token=None, **reset))
    post.hear("send_new_password", auth.PasswordReset(new_password=None, token="T" * 43, **reset))
    post.send()
    first, second = sorted(post.sink.accepted, key=lambda letter: str(letter["Subject"]))
    assert "abcde-fghjk" not in text_of(first)
    assert f"https://svet.kaluga.ru/recovery/new?token={'T' * 43}" in text_of(first)
    assert "Новый пароль: abcde-fghjk" in text_of(second)
    assert "abcde-fghjk" in html_of(second)


def test_secrets_do_not_stay_in_the_table(post: Post) -> None:
    post.hear("send_activation", registered("the-token"))
    assert post.rows("select secret from letters") == [("the-token",)]
    post.send()
    assert "the-token" not in str(post.rows("select * from letters"))


@pytest.mark.req("M4.2.4", "M6.1")
def test_an_e_mail_change_tells_both_addresses(post: Post) -> None:
    asked = auth.EmailChangeRequested(
        old_email=EMAIL, new_email="novyj@mail.ru", token="K" * 43, expires_at=LATER, **WHO
    )
    post.hear("send_email_link", asked)
    post.send()
    letters = {str(letter["To"]): text_of(letter) for letter in post.sink.accepted}
    assert "/email/confirm?token=" in letters["novyj@mail.ru"]
    assert "token" not in letters[EMAIL]
    assert "n***@mail.ru" in letters[EMAIL]


def test_a_changed_password_is_told(post: Post) -> None:
    post.hear("tell_password_change", auth.PasswordChanged(email=EMAIL, **WHO))
    post.send()
    assert post.sink.accepted[0]["Subject"] == "Пароль личного кабинета изменён"


@pytest.mark.req("M4.1.3", "M6.1")
def test_a_receipt_goes_to_the_address_given_at_the_payment(post: Post) -> None:
    post.meet()
    post.hear("send_receipt", paid("buh@mail.ru"))
    post.hear("send_receipt", paid(None))
    post.send()
    (letter,) = post.sink.accepted
    assert letter["To"] == "buh@mail.ru"
    shown = text_of(letter)
    for part in ("1\u00a0234,56\u00a0₽", "23\u00a0ноября 2026, 12:00", "(180)111111", "день 123, ночь 45", "Мира, 1"):
        assert part in shown
        assert part in html_of(letter)
    assert str(letter["Subject"]).startswith("Чек")
    assert "кассовый чек" not in (shown + html_of(letter)).lower()


@pytest.mark.req("M4.1.11")
def test_a_refund_is_told(post: Post) -> None:
    refund = payments.PaymentRefunded(
        payment_id="p-1", refund_id="r-1", amount_kopecks=100, receipt_email=None, refunded_at=NOW, **WHO
    )
    post.meet()
    post.hear("tell_refund", refund)
    post.send()
    assert post.sink.accepted[0]["To"] == EMAIL
    assert "1,00\u00a0₽" in text_of(post.sink.accepted[0])


@pytest.mark.parametrize(
    ("cause", "state", "paid_since", "letters"),
    [
        ("attempts_exhausted", "declined", False, 1),
        ("attempts_exhausted", "declined", True, 0),
        ("settled_as_not_paid", "declined", False, 1),
        ("reversed_before_seen_paid", "cancelled", False, 1),
        ("session_over", "expired", False, 0),
        ("abandoned", "expired", False, 0),
        ("cancelled_by_customer", "cancelled", False, 0),
        ("replaced", "cancelled", False, 0),
        ("never_sent", "declined", False, 0),
        ("", "declined", False, 1),
        ("", "expired", False, 0),
    ],
)
def test_a_refused_payment_is_told_unless_it_was_left_or_paid_since(
    post: Post, cause: str, state: str, paid_since: bool, letters: int
) -> None:
    post.meet()
    failed = {"payment_id": "p-1", "amount_kopecks": 100, "state": state, "reason": "Банк отказал", "failed_at": NOW}
    post.hear("tell_failure", payments.PaymentFailed(**WHO, **failed, cause=cause, paid_since=paid_since))
    assert post.send() == letters


def refusal(payment_id: str, cause: str = "attempts_exhausted", **more: Any) -> payments.PaymentFailed:
    failed = {"payment_id": payment_id, "amount_kopecks": 100, "state": "declined", "reason": "Банк отказал"}
    return payments.PaymentFailed(**WHO | failed | more, cause=cause, failed_at=NOW)


def test_of_unfinished_payments_one_letter_a_day(post: Post) -> None:
    post.meet()
    for number in range(3):
        post.hear("tell_failure", refusal(f"p-{number}"))
    assert post.send() == 1
    assert "/payments/p-0" in text_of(post.sink.accepted[0])
    post.clock.moment += timedelta(days=1)
    post.hear("tell_failure", refusal("p-4"))
    assert post.send() == 1


def test_money_that_goes_back_is_told_each_time(post: Post) -> None:
    post.meet()
    post.hear("tell_failure", refusal("p-1"))
    post.hear("tell_failure", refusal("p-2", "reversed_before_seen_paid"))
    post.hear("tell_failure", refusal("p-3", "settled_as_not_paid"))
    assert post.send() == 3


@pytest.mark.req("M4.2.1", "M6.1")
def test_the_bill_comes_as_pdf_for_every_linked_account_of_who_wants_it(post: Post) -> None:
    post.meet(email_bill=True)
    post.meet(account="180111112", email_bill=True)
    post.meet(user=type(USER)(int=8), email="paper@mail.ru")
    post.rows("update people set reminders = '{}'")
    for account in (ACCOUNT, "180111112", "180111113"):
        post.hear("send_bill", bill(account=account))
    assert post.send() == 2
    assert {asked.account_number for asked in post.printer.asked} == {ACCOUNT, "180111112"}
    for letter in post.sink.accepted:
        assert letter["To"] == EMAIL
        (attached,) = letter.iter_attachments()
        assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "Счёт 2026-10.pdf")
        assert attached.get_content() == b"%PDF-1.7\n"
        assert "543,21\u00a0₽" in text_of(letter)
        assert "октябрь 2026" in str(letter["Subject"])


@pytest.mark.req("M4.1.12")
def test_a_debtor_gets_the_notice_until_its_deadline(post: Post) -> None:
    post.meet()
    notice = billing.RestrictionNoticeIssued(
        account_number=ACCOUNT, debt_kopecks=500000, issued_on=date(2026, 11, 20), deadline=date(2026, 12, 10)
    )
    post.hear("send_notice", notice)
    post.send()
    assert "10\u00a0декабря 2026" in text_of(post.sink.accepted[0])
    assert post.rows("select expires_at::text from letters") == [("2026-12-10 21:00:00+00",)]


@pytest.mark.req("M4.7.1", "M6.1")
def test_an_answered_appeal_is_told(post: Post) -> None:
    answered = feedback.AppealAnswered(
        appeal_id="a-1", number="О-2026-000123", account_number=ACCOUNT, email=EMAIL, answered_at=NOW
    )
    post.hear("tell_answer", answered)
    post.send()
    assert post.sink.accepted[0]["Subject"] == "Ответ на обращение О-2026-000123"


def test_what_a_customer_or_an_address_contains_is_text(post: Post) -> None:
    post.hear("send_receipt", paid(address="<script>alert(1)</script> & «Дом»"))
    post.send()
    assert "<script>" not in html_of(post.sink.accepted[0])
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «Дом»" in html_of(post.sink.accepted[0])


@pytest.mark.parametrize("email", ["a@b.ru\r\nBcc: all@list.ru", "a@b.ru, c@d.ru", "nobody", "<a@b.ru>"])
def test_no_header_can_be_injected(post: Post, email: str) -> None:
    post.hear("send_receipt", paid(email))
    assert post.send() == 0
    assert post.sink.received == []
    assert post.states() == ["failed"]


def test_styles_are_inline_and_dark_mode_remains(post: Post) -> None:
    post.hear("send_activation", registered())
    post.send()
    page = html_of(post.sink.accepted[0])
    assert re.search(r'<h1 style="[^"]*font-size', page)
    assert "prefers-color-scheme: dark" in page
    assert page.count('role="presentation"') >= 3
    assert not re.search(r'(src|href)="https?://(?!svet\.kaluga\.ru)', page), "nothing is loaded from elsewhere"
