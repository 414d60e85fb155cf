"""E-mail addresses and phones as typed (M3.2, M4.2.4)."""

import pytest

from services.auth.forms.contacts import email_address, phone_number, same_email
from services.auth.forms.field_errors import InputError, one_line


def test_the_domain_of_an_address_is_lower_case() -> None:
    assert email_address("  Ivanov@LIST.RU ") == "Ivanov@list.ru"
    assert same_email("Ivanov@LIST.ru", "ivanov@list.ru")


@pytest.mark.req("M3.2")
def test_a_mistyped_domain_does_not_block() -> None:
    assert email_address("sidor_ivanov@lst.ru") == "sidor_ivanov@lst.ru"


@pytest.mark.parametrize(
    "typed", ["ivanov@list.ru.", "ivanov@list.ru,", "\u200bivanov@list.ru\u200b", "\u00a0ivanov@list.ru; "]
)
def test_what_a_copied_address_brings_with_it_goes(typed: str) -> None:
    assert email_address(typed) == "ivanov@list.ru"


def test_a_cyrillic_domain_is_an_address() -> None:
    assert email_address("ivan@почта.рф") == "ivan@почта.рф"


@pytest.mark.parametrize(
    ("typed", "sign"), [("иван@почта.рф", "и"), ("\u0441ergey@list.ru", "\u0441"), ("ivan\u043ev@list.ru", "\u043e")]
)
def test_a_letter_that_is_not_latin_is_named(typed: str, sign: str) -> None:
    with pytest.raises(InputError, match=f"латинские буквы, а «{sign}» не латинская"):
        email_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ivanov",
        "ivanov@",
        "@list.ru",
        "a b@list.ru",
        "a@list.ru\r\nBcc: x@y.ru",
        "Иван <a@list.ru>",
        "a@list.ru,b@list.ru",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="адрес электронной почты"):
        email_address(typed)


@pytest.mark.req("M4.2.4")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 910 123-45-67", "+79101234567"),
        ("+7 (910) 123 45 67", "+79101234567"),
        ("(4842) 70-18-38", "+74842701838"),
        ("+375 29 123-45-67", "+375291234567"),
        ("  ", None),
    ],
)
def test_a_phone_is_kept_in_one_form(typed: str, kept: str | None) -> None:
    assert phone_number(typed) == kept


@pytest.mark.parametrize("typed", ["123", "позвоните", "+7 000 000 00 00", "8" * 40])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="с кодом"):
        phone_number(typed)


def test_a_name_is_one_line() -> None:
    assert one_line(" Дача\r\nBcc:\x00 x ") == "Дача Bcc: x"
