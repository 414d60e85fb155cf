"""E-mail addresses and phones as typed by a person, in the form in which they are kept. Pure."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from services.auth.forms.field_errors import InputError


def email_address(typed: str) -> str:
    """The address with its domain in lower case; raises InputError. Only syntax is judged, nothing is looked up."""
    try:
        checked = validate_email(
            typed.strip(), check_deliverability=False, allow_smtputf8=False, allow_display_name=False
        )
    except EmailNotValidError:
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
