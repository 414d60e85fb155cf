"""A new password as a person chose it and typed it twice."""

from services.auth.advice import Advice
from services.auth.passwords import policy
from services.auth.refusals import FieldErrors


def check_chosen(errors: FieldErrors, password: str, confirmation: str, context: tuple[str, ...]) -> None:
    """Note what is wrong with it; `context` is what others know of the person."""
    with errors.of("password"):
        policy.check(password, context)
    with errors.of("password_confirmation"):
        if password != confirmation:
            raise Advice("Пароль и подтверждение не совпадают. Введите один и тот же пароль дважды.")
