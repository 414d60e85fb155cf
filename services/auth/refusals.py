"""How auth says no: codes of the contract with words for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from chassis.errors import Refusal
from services.auth.advice import Advice
from services.auth.throttling.limits import in_words


class FieldErrors:
    """Collects what is wrong with a form, so that the person sees everything at once."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    @contextmanager
    def of(self, field: str) -> Iterator[None]:
        """Note the advice raised inside as being about that field."""
        try:
            yield
        except Advice as advice:
            self.found.append({"field": field, "message": str(advice)})

    def refuse(self) -> None:
        """Raise the first error with all of them in the details, if there are any."""
        if self.found:
            first = self.found[0]
            raise Refusal("invalid_field", first["message"], first["field"], {"errors": self.found})


@contextmanager
def field(name: str) -> Iterator[None]:
    """Turn advice about a single field into the refusal of the call."""
    errors = FieldErrors()
    with errors.of(name):
        yield
    errors.refuse()


def too_many_attempts(wait: timedelta) -> Refusal:
    seconds = max(1, int(wait.total_seconds() + 0.999))
    return Refusal(
        "too_many_attempts", f"Слишком много попыток. Повторите через {in_words(wait)}.", None, {"retry_after": seconds}
    )


def wrong_credentials() -> Refusal:
    """One text for every cause: unknown account, wrong password, expired temporary password."""
    return Refusal("wrong_credentials", "Неверный номер лицевого счёта или пароль.")


def wrong_current_password() -> Refusal:
    return Refusal("wrong_credentials", "Текущий пароль введён неверно.", "current_password")


def registration_refused() -> Refusal:
    """Unknown account, closed account and taken account are not told apart (M3.4, M3.7)."""
    return Refusal(
        "registration_refused",
        "Зарегистрировать кабинет с этим номером не удалось. Сверьте номер лицевого счёта с квитанцией. Если вы уже "
        "регистрировались, войдите или восстановите пароль. Если всё верно, обратитесь в службу поддержки: "
        "она поможет по телефону и электронной почте.",
    )


def token_invalid(used: bool = False) -> Refusal:
    message = (
        "Эта ссылка уже использована. Если кабинет активирован, просто войдите."
        if used
        else "Ссылка недействительна или её срок истёк. Запросите новую."
    )
    return Refusal("token_invalid", message)


def session_expired() -> Refusal:
    return Refusal("session_expired", "Сеанс завершён. Войдите ещё раз.")
