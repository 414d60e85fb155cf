"""Small pure pieces: sums as typed, figures as shown, hints, the chart's geometry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wire import ZoneValue
from gateway.http.files.documents import disposition
from gateway.http.forms.mail_domains import hint
from gateway.words import zones
from gateway.words.amounts import WrongAmount, kopecks
from wording.accounts import account
from wording.dates import month
from wording.money import money, plain_amount, typed_amount
from wording.numbers import NBSP, counted


@given(st.integers(0, 10**12))
def test_a_sum_typed_as_shown_is_the_same_sum(sum_: int) -> None:
    assert kopecks(money(sum_)) == sum_
    assert kopecks(typed_amount(sum_)) == sum_


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_a_remedy(typed: str) -> None:
    try:
        assert kopecks(typed) >= 0
    except WrongAmount as wrong:
        assert "." in str(wrong)


@pytest.mark.parametrize(("typed", "expected"), [("1 234,5 руб.", 123450), ("0.01", 1), ("１２", 1200), ("", 0)])
def test_sums_as_people_type_them(typed: str, expected: int) -> None:
    assert kopecks(typed) == expected


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("a@lst.ru", "list.ru"),
        ("a@mali.ru", "mail.ru"),
        ("a@gmial.com", "gmail.com"),
        ("a@yandx.ru", "yandex.ru"),
        ("a@list.ru", None),
        ("a@ksk.kaluga.ru", None),
        ("a@company.org", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_the_domain_that_was_meant(address: str, meant: str | None) -> None:
    assert hint(address) == meant


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день"), (112, "112 дней")],
)
def test_plurals(count: int, words: str) -> None:
    assert counted(count, "день", "дня", "дней").replace(NBSP, " ") == words


def test_figures_and_dates() -> None:
    assert money(-123456).replace(NBSP, " ") == "−1 234,56 ₽"
    assert plain_amount(-5) == "-0,05"
    assert account("180111111") == "(180)111111"
    assert month("2026-10").replace(NBSP, " ") == "октябрь 2026"


def test_zones_in_words() -> None:
    assert zones.in_words([ZoneValue(zone="day", value=1), ZoneValue(zone="night", value=2)]) == "день 1, ночь 2"
    assert zones.in_words([ZoneValue(zone="one", value=7)]) == "7" and zones.in_words(None) == "—"
    assert zones.field_label("semi") == "Текущие показания счетчика (полупик)"


@pytest.mark.parametrize("name", ['a"b.pdf', "../../etc/passwd", "a\r\nSet-Cookie: x=1", "счёт.pdf", "%2e;x"])
def test_a_file_name_cannot_break_its_header(name: str) -> None:
    header = disposition(name)
    assert (
        header.isascii() and "\r" not in header and "\n" not in header and "/" not in header and header.count('"') == 2
    )
