"""Letters about the cabinet itself: its activation, its password, its address. Pure."""

from contracts import links
from contracts.auth import (
    AccountUnlinked,
    CabinetDeleted,
    EmailChangeRequested,
    PasswordReset,
    RegistrationRepeated,
    UserRegistered,
)
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import NORMAL, URGENT, WEEK, LetterKind
from services.notifications.letter_kinds.security import CLOSE, not_me
from wording.accounts import account
from wording.dates import moment_in_moscow

_CALL_US = "Если это были не вы, сразу восстановите пароль на странице входа и сообщите в службу поддержки."
_NOT_YOU = "Если вы этого не делали, ничего не нажимайте и не пересылайте это письмо."
_DETACHED = "Если счёт по-прежнему ваш, сообщите в службу поддержки или на участок."


def activation(event: UserRegistered) -> LetterContent:
    return LetterContent(
        subject="Активируйте личный кабинет",
        title="Осталось подтвердить адрес",
        paragraphs=(
            f"Вы зарегистрировали личный кабинет для лицевого счёта {account(event.account_number)}.",
            "Нажмите кнопку и подтвердите активацию на открывшейся странице — кабинет заработает сразу.",
        ),
        button=Button("Активировать кабинет", links.ACTIVATION, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment_in_moscow(event.expires_at)}.", _NOT_YOU),
    )


def registration_repeated(event: RegistrationRepeated) -> LetterContent:
    return LetterContent(
        subject="Попытка повторной регистрации",
        title="Ваш лицевой счёт пытались зарегистрировать ещё раз",
        paragraphs=(
            f"{moment_in_moscow(event.attempted_at)} кто-то заполнил форму регистрации с лицевым счётом "
            f"{account(event.account_number)}. Личный кабинет для него уже есть, поэтому второй не открыт.",
            "Если это были вы, просто войдите. Если пароль забыт, его можно восстановить на странице входа.",
        ),
        button=Button("Войти в кабинет", links.SIGN_IN),
        notes=("Если это были не вы, ничего делать не нужно: к вашему кабинету никто доступа не получил.",),
    )


def new_password(event: PasswordReset) -> LetterContent:
    return LetterContent(
        subject="Новый пароль для входа в личный кабинет",
        title="Новый пароль",
        paragraphs=(
            f"Вы попросили восстановить доступ к личному кабинету лицевого счёта {account(event.account_number)}.",
            "Прежний пароль больше не действует. Войдите с новым и сразу замените его на свой.",
        ),
        shown_secret="Новый пароль",  # noqa: S106 - a label
        button=Button("Войти в кабинет", links.signing_in(event.account_number)),
        notes=(f"Пароль из письма действует до {moment_in_moscow(event.expires_at)}.", _CALL_US),
    )


def password_link(event: PasswordReset) -> LetterContent:
    return LetterContent(
        subject="Восстановление пароля личного кабинета",
        title="Задайте новый пароль",
        paragraphs=(
            f"Вы попросили восстановить доступ к личному кабинету лицевого счёта {account(event.account_number)}.",
            "Нажмите кнопку и придумайте новый пароль. До этого прежний продолжает действовать.",
        ),
        button=Button("Задать новый пароль", links.NEW_PASSWORD, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment_in_moscow(event.expires_at)}.", _NOT_YOU),
    )


def account_detached(event: AccountUnlinked) -> LetterContent:
    """To a person from whom the supplier took an account; the cabinet goes on with another one."""
    number, left = account(event.account_number), event.primary_account
    return LetterContent(
        subject="Лицевой счёт отключён от личного кабинета",
        title="Лицевой счёт отключён",
        paragraphs=(
            f"Лицевой счёт {number} отключён от вашего личного кабинета: его счета, показания и платежи "
            "больше не видны.",
            f"Личный кабинет действует: входите по лицевому счёту {account(left)} с прежним паролем."
            if left
            else "Личный кабинет действует с остальными лицевыми счетами.",
        ),
        notes=(_DETACHED,),
    )


def cabinet_detached(event: CabinetDeleted) -> LetterContent:
    """The last letter of a cabinet whose only account the supplier took from it."""
    return LetterContent(
        subject="Лицевой счёт отключён от личного кабинета",
        title="Личный кабинет закрыт",
        paragraphs=(
            f"{moment_in_moscow(event.deleted_at)} лицевой счёт {account(event.account_number)} отключён от вашего "
            "личного кабинета. Других лицевых счетов в нём нет, поэтому кабинет закрыт, письма больше не приходят.",
            "Долг и пени, которые начислены вам, остаются за вами: о них сообщит участок.",
        ),
        notes=(_DETACHED,),
    )


def cabinet_deleted(event: CabinetDeleted) -> LetterContent:
    return LetterContent(
        subject="Личный кабинет удалён",
        title="Личный кабинет удалён",
        paragraphs=(
            f"{moment_in_moscow(event.deleted_at)} личный кабинет лицевого счёта {account(event.account_number)} "
            "удалён, согласие на обработку персональных данных отозвано. Письма из кабинета больше не приходят.",
            "Договор энергоснабжения продолжает действовать. Счета, платежи и показания мы храним столько, сколько "
            "требует закон; бумажный счёт снова доставляется.",
        ),
        notes=("Если это были не вы, сообщите в службу поддержки.",),
    )


def email_link(event: EmailChangeRequested) -> LetterContent:
    return LetterContent(
        subject="Подтвердите новый адрес электронной почты",
        title="Подтвердите новый адрес",
        paragraphs=(
            f"Этот адрес указан как новый в личном кабинете лицевого счёта {account(event.account_number)}.",
            "После подтверждения уведомления и квитанции будут приходить на него.",
        ),
        button=Button("Подтвердить адрес", links.EMAIL_CONFIRMATION, token=True),
        notes=(f"Ссылка одноразовая и действует до {moment_in_moscow(event.expires_at)}.", _NOT_YOU),
    )


def email_notice(event: EmailChangeRequested) -> LetterContent:
    name, _, domain = event.new_email.partition("@")
    return LetterContent(
        subject="Запрошена смена адреса электронной почты",
        title="Запрошена смена адреса",
        paragraphs=(
            f"В личном кабинете лицевого счёта {account(event.account_number)} указан новый адрес: "
            f"{name[:1]}***@{domain}.",
            "Пока новый адрес не подтверждён, письма приходят на этот.",
        ),
        button=not_me(event.report_token),
        notes=(CLOSE,),
    )


REGISTERED = UserRegistered(**samples.OWNER, token=samples.TOKEN, expires_at=samples.THEN)
REPEATED = RegistrationRepeated(**samples.OWNER, attempted_at=samples.THEN)
DETACHED = AccountUnlinked(
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    version=1,
    detached_email=samples.EMAIL,
    primary_account="180111112",
)
DELETED = CabinetDeleted(
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    email=samples.EMAIL,
    deleted_at=samples.THEN,
    version=1,
)
RESET = PasswordReset(**samples.OWNER, new_password=samples.PASSWORD, token=None, expires_at=samples.THEN)
EMAIL_CHANGE = EmailChangeRequested(
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    old_email=samples.EMAIL,
    new_email="ivanova.new@example.ru",
    token=samples.TOKEN,
    expires_at=samples.THEN,
)
KINDS = (
    LetterKind(
        code="activation",
        title="Активация",
        label="активация",
        priority=URGENT,
        lifetime=None,
        sample=lambda: activation(REGISTERED),
        supersedes=True,
    ),
    LetterKind(
        code="registration_repeated",
        title="Попытка повторной регистрации",
        label="повторная регистрация",
        priority=NORMAL,
        lifetime=WEEK,
        sample=lambda: registration_repeated(REPEATED),
    ),
    LetterKind(
        code="cabinet_deleted",
        title="Кабинет удалён",
        label="удаление кабинета",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: cabinet_deleted(DELETED),
    ),
    LetterKind(
        code="account_detached",
        title="Лицевой счёт отключён от кабинета",
        label="отключение счёта",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: account_detached(DETACHED),
    ),
    LetterKind(
        code="new_password",
        title="Новый пароль",
        label="новый пароль",
        priority=URGENT,
        lifetime=None,
        sample=lambda: new_password(RESET),
        supersedes=True,
    ),
    LetterKind(
        code="password_link",
        title="Ссылка для пароля",
        label="ссылка для пароля",
        priority=URGENT,
        lifetime=None,
        sample=lambda: password_link(RESET),
        supersedes=True,
    ),
    LetterKind(
        code="email_link",
        title="Подтверждение адреса",
        label="подтверждение адреса",
        priority=URGENT,
        lifetime=None,
        sample=lambda: email_link(EMAIL_CHANGE),
        supersedes=True,
    ),
    LetterKind(
        code="email_notice",
        title="Смена адреса, на прежний",
        label="смена адреса",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: email_notice(EMAIL_CHANGE),
        outlives_cabinet=True,
    ),
)
