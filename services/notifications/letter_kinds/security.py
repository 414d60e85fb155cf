"""Letters about the cabinet itself: opening it, its password, its address."""

from contracts import links
from contracts.auth import (
    CabinetDeleted,
    EmailChangeRequested,
    PasswordChanged,
    PasswordReset,
    RegistrationRepeated,
    UserRegistered,
)
from services.notifications.letter_kinds.content import Button, Wording
from services.notifications.letter_kinds.formats import account, moment

_NOT_YOU = "Если вы этого не делали, ничего не нажимайте и не пересылайте это письмо."
_CALL_US = "Если это были не вы, сразу восстановите пароль на странице входа и сообщите в службу поддержки."


def activation(event: UserRegistered) -> Wording:
    return Wording(
        subject="Активируйте личный кабинет",
        title="Осталось подтвердить адрес",
        paragraphs=(
            f"Вы зарегистрировали личный кабинет для лицевого счёта {account(event.account_number)}.",
            "Нажмите кнопку и подтвердите активацию на открывшейся странице — кабинет заработает сразу.",
        ),
        button=Button("Активировать кабинет", links.ACTIVATION, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment(event.expires_at)}.", _NOT_YOU),
    )


def registration_repeated(event: RegistrationRepeated) -> Wording:
    return Wording(
        subject="Попытка повторной регистрации",
        title="Ваш лицевой счёт пытались зарегистрировать ещё раз",
        paragraphs=(
            f"{moment(event.attempted_at)} кто-то заполнил форму регистрации с лицевым счётом "
            f"{account(event.account_number)}. Личный кабинет для него уже есть, поэтому второй не открыт.",
            "Если это были вы, просто войдите. Если пароль забыт, его можно восстановить на странице входа.",
        ),
        button=Button("Войти в кабинет", links.SIGN_IN),
        notes=("Если это были не вы, ничего делать не нужно: к вашему кабинету никто доступа не получил.",),
    )


def new_password(event: PasswordReset) -> Wording:
    return Wording(
        subject="Новый пароль для входа в личный кабинет",
        title="Новый пароль",
        paragraphs=(
            f"Вы попросили восстановить доступ к личному кабинету лицевого счёта {account(event.account_number)}.",
            "Прежний пароль больше не действует. Войдите с новым и сразу замените его на свой.",
        ),
        shown_secret="Новый пароль",  # noqa: S106 - a label
        button=Button("Войти в кабинет", links.SIGN_IN),
        notes=(f"Пароль из письма действует до {moment(event.expires_at)}.", _CALL_US),
    )


def password_link(event: PasswordReset) -> Wording:
    return Wording(
        subject="Восстановление пароля личного кабинета",
        title="Задайте новый пароль",
        paragraphs=(
            f"Вы попросили восстановить доступ к личному кабинету лицевого счёта {account(event.account_number)}.",
            "Нажмите кнопку и придумайте новый пароль. До этого прежний продолжает действовать.",
        ),
        button=Button("Задать новый пароль", links.NEW_PASSWORD, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment(event.expires_at)}.", _NOT_YOU),
    )


def password_changed(event: PasswordChanged) -> Wording:
    return Wording(
        subject="Пароль личного кабинета изменён",
        title="Пароль изменён",
        paragraphs=(
            f"Пароль личного кабинета лицевого счёта {account(event.account_number)} изменён.",
            "Все открытые раньше сеансы завершены.",
        ),
        notes=(_CALL_US,),
    )


def cabinet_deleted(event: CabinetDeleted) -> Wording:
    return Wording(
        subject="Личный кабинет удалён",
        title="Личный кабинет удалён",
        paragraphs=(
            f"{moment(event.deleted_at)} личный кабинет лицевого счёта {account(event.account_number)} удалён, "
            "согласие на обработку персональных данных отозвано. Письма из кабинета больше не приходят.",
            "Договор энергоснабжения продолжает действовать. Счета, платежи и показания мы храним столько, сколько "
            "требует закон; бумажный счёт снова доставляется.",
        ),
        notes=("Если это были не вы, сообщите в службу поддержки.",),
    )


def email_link(event: EmailChangeRequested) -> Wording:
    return Wording(
        subject="Подтвердите новый адрес электронной почты",
        title="Подтвердите новый адрес",
        paragraphs=(
            f"Этот адрес указан как новый в личном кабинете лицевого счёта {account(event.account_number)}.",
            "После подтверждения уведомления и квитанции будут приходить на него.",
        ),
        button=Button("Подтвердить адрес", links.EMAIL_CONFIRMATION, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment(event.expires_at)}.", _NOT_YOU),
    )


def email_notice(event: EmailChangeRequested) -> Wording:
    name, _, domain = event.new_email.partition("@")
    return Wording(
        subject="Запрошена смена адреса электронной почты",
        title="Запрошена смена адреса",
        paragraphs=(
            f"В личном кабинете лицевого счёта {account(event.account_number)} указан новый адрес: "
            f"{name[:1]}***@{domain}.",
            "Пока новый адрес не подтверждён, письма приходят на этот.",
        ),
        button=Button("Открыть настройки", links.SETTINGS),
        notes=("Если это были не вы, смените пароль и сообщите в службу поддержки.",),
    )
