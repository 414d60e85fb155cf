"""Somebody tries a taken account, and somebody leaves for good."""

from datetime import timedelta

import pytest

from contracts.auth import AccountUnlinked, CabinetDeleted, RegistrationRepeated
from contracts.notifications import DeliveryChange
from tests.integration.notifications.conftest import ACCOUNT, EMAIL, NOW, USER, Post, linked, paid, text_of

GONE = CabinetDeleted(user_id=str(USER), account_number=ACCOUNT, email=EMAIL, deleted_at=NOW, version=9)


def attempt(hours: int) -> RegistrationRepeated:
    at = NOW + timedelta(hours=hours)
    return RegistrationRepeated(user_id=str(USER), account_number=ACCOUNT, email=EMAIL, attempted_at=at)


@pytest.mark.req("M3.7")
def test_an_owner_hears_of_attempts_once_a_day(post: Post) -> None:
    for hours in (0, 1, 24):
        post.hear("warn_owner", attempt(hours))
    assert post.rows("select count(*) from letters where purpose = 'registration_repeated'") == [(2,)]
    post.send()
    assert "второй не открыт" in text_of(post.sink.accepted[0])


@pytest.mark.req("M1.2")
def test_who_has_left_gets_one_letter_and_nothing_more(post: Post) -> None:
    post.meet()
    with post.as_customer():
        post.service.set_delivery(DeliveryChange(email_bill=True, paper_bill=False))
    post.hear("warn_owner", attempt(0))
    post.hear("forget_person", GONE)
    post.hear("remember_account", linked(USER, ACCOUNT, EMAIL, 8))  # an older fact that comes late
    assert post.rows("select email, email_bill, paper_bill, reminders from people") == [(None, False, True, [])]
    post.send()
    assert [letter["Subject"] for letter in post.sink.accepted] == ["Личный кабинет удалён"]
    post.hear("send_receipt", paid())
    assert post.rows("select count(*) from letters where user_id is not null and state = 'waiting'") == [(0,)]


@pytest.mark.req("S4")
def test_who_loses_an_account_by_the_supplier_is_told_at_the_old_address(post: Post) -> None:
    post.hear("forget_account", AccountUnlinked(user_id=str(USER), account_number=ACCOUNT, version=8))
    post.hear(
        "forget_account",
        AccountUnlinked(
            user_id=str(USER),
            account_number=ACCOUNT,
            version=9,
            detached_email=EMAIL,
            primary_account="180111112",
        ),
    )
    post.send()
    [letter] = post.sink.accepted
    assert (letter["To"], letter["Subject"]) == (EMAIL, "Лицевой счёт отключён от личного кабинета")
    assert "входите по лицевому счёту (180)111112" in text_of(letter)


@pytest.mark.req("S4")
def test_who_loses_the_only_account_gets_the_last_letter_with_the_true_reason(post: Post) -> None:
    post.meet()
    post.hear("forget_person", GONE.model_copy(update={"detached": True}))
    post.send()
    [letter] = post.sink.accepted
    assert "кабинет закрыт" in text_of(letter)
    assert "согласие" not in text_of(letter)


def test_letters_and_refused_addresses_go_after_a_year(post: Post) -> None:
    post.hear("send_receipt", paid())
    post.send()
    post.rows(
        "insert into bounced_addresses (email, at, error) values ('x@mail.ru', :now, '550')", now=post.clock.now()
    )
    for days, left in ((364, 1), (2, 0)):
        post.pass_time(days=days)
        post.service.forget_old()
        assert post.rows("select count(*) from letters") == [(left,)]
        assert post.rows("select count(*) from bounced_addresses") == [(left,)]
