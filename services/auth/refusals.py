"""Refusals of auth: codes of the contract with messages for a person."""

from chassis.errors import Refusal


def wrong_credentials() -> Refusal:
    """One text for every cause: unknown account, wrong password, expired temporary password."""
    return Refusal("wrong_credentials", "Неверный номер лицевого счёта или пароль.")


def wrong_current_password() -> Refusal:
    return Refusal("wrong_credentials", "Текущий пароль введён неверно.", "current_password")


def registration_refused() -> Refusal:
    """One refusal for an unknown, a closed and a taken account (M3.4, M3.7)."""
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
