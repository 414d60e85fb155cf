"""E-mail addresses and phones as typed by a person, in the form in which they are kept. Pure."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from services.auth.forms.field_errors import InputError

_AROUND = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"
_AFTER = _AROUND + ".,;"
"""What stands behind an address in a text from which it was copied, and ends none."""


def email_address(typed: str) -> str:
    """The address with its domain in lower case; raises InputError. Only syntax is judged, nothing is looked up."""
    address = typed.lstrip(_AROUND).rstrip(_AFTER)
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False, allow_display_name=False)
    except EmailNotValidError:
        local, at, domain = address.rpartition("@")
        foreign = next((sign for sign in local if not sign.isascii() and sign.isprintable()), None)
        if at and domain and foreign and not set(local) & set(' <"'):
            raise InputError(
                f"Перед знаком @ в адресе бывают только латинские буквы, а «{foreign}» не латинская: "
                "наберите эту часть адреса в английской раскладке."
            ) from None
        raise InputError("Введите адрес электронной почты полностью, например ivanov@list.ru.") from None
    return checked.normalized


def same_email(one: str, other: str) -> bool:
    """Whether people would call them the same address: letter case does not count."""
    return one.strip().casefold() == other.strip().casefold()


def phone_number(typed: str) -> str | None:
    """The phone as +79991234567, None for an empty field; a number without a country is Russian."""
    if not typed.strip():
        return None
    error = InputError("Введите телефон с кодом, например +7 910 123-45-67 или (4842) 70-18-38.")
    try:
        number = phonenumbers.parse(typed, "RU")
    except phonenumbers.NumberParseException:
        raise error from None
    if not phonenumbers.is_valid_number(number):
        raise error
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
