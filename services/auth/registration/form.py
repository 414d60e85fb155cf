"""The registration form, judged (M3.1, M3.2)."""

from dataclasses import dataclass

from contracts.auth import Registration
from services.auth.forms.account_numbers import clean
from services.auth.forms.contacts import email_address
from services.auth.forms.field_errors import Advice, FieldErrors
from services.auth.ownership.proof import Policy, check_given
from services.auth.passwords.policy import check_chosen


@dataclass(frozen=True, slots=True)
class Form:
    """What remains of the form once everything in it is right."""

    account_number: str
    email: str
    password: str
    consent_version: str
    proof: str | None
    ip: str


def judge(request: Registration, policy: Policy) -> Form:
    """The form cleaned; refuses invalid_field with every error at once."""
    errors = FieldErrors()
    number = email = ""
    with errors.of("account_number"):
        number = clean(request.account_number)
    with errors.of("email"):
        email = email_address(request.email)
    check_chosen(errors, request.password, request.password_confirmation, (number, email))
    with errors.of("proof"):
        check_given(policy, request.proof)
    with errors.of("consent"):
        if not request.consent or not request.consent_version.strip():
            raise Advice("Без согласия на обработку персональных данных кабинет открыть нельзя.")
    errors.refuse()
    return Form(number, email, request.password, request.consent_version, request.proof, request.ip)
