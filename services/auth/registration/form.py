"""Validation of the registration form (M3.1, M3.2)."""

from dataclasses import dataclass

from contracts.auth import Registration
from services.auth.forms.account_numbers import clean
from services.auth.forms.contacts import email_address
from services.auth.forms.field_errors import FieldErrors, InputError
from services.auth.ownership.proof import Policy, check_given
from services.auth.passwords.policy import check_chosen


@dataclass(frozen=True, slots=True)
class ValidForm:
    """The form's values after cleaning and validation."""

    account_number: str
    email: str
    password: str
    consent_version: str
    proof: str | None
    ip: str


def validate(request: Registration, policy: Policy) -> ValidForm:
    """Returns the cleaned form; refuses `invalid_field` with every error at once."""
    errors = FieldErrors()
    number = email = ""
    with errors.collect("account_number"):
        number = clean(request.account_number)
    with errors.collect("email"):
        email = email_address(request.email)
    check_chosen(errors, request.password, request.password_confirmation, (number, email))
    with errors.collect("proof"):
        check_given(policy, request.proof)
    with errors.collect("consent"):
        if not request.consent or not request.consent_version.strip():
            raise InputError("Без согласия на обработку персональных данных кабинет открыть нельзя.")
    errors.raise_if_any()
    return ValidForm(number, email, request.password, request.consent_version, request.proof, request.ip)
