"""Letters that tell the owner what somebody has done with the cabinet's keys. Pure.

They go to the address that stood when it happened, never to a later one, and a deletion of the cabinet does not
withdraw them: whoever has taken a cabinet over must not be able to silence them.
"""

from contracts import links
from contracts.auth import (
    AccountShared,
    ApiTokenIssued,
    EmailChanged,
    PasswordChanged,
    StaffCodesGuessed,
    TakeoverReported,
    UnknownBrowserSignedIn,
)
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import URGENT, WEEK, LetterKind
from wording.accounts import account
from wording.browsers import browser
from wording.dates import moment_in_moscow

CLOSE = (
    "Если это были не вы, нажмите «Это был не я» (ссылка действует семь дней): все сеансы завершатся, токены "
    "отзовутся, нынешний пароль перестанет действовать, адресом кабинета снова станет этот."
)
_ENDED = "Завершены все открытые сеансы, отозваны токены программ, ссылки из прежних писем больше не действуют."
SCOPES = {
    "read": "смотреть данные",
    "submit_readings": "передавать показания",
    "create_payment": "создавать ссылки на оплату",
}


def password_changed(event: PasswordChanged) -> LetterContent:
    return LetterContent(
        subject="Пароль личного кабинета изменён",
        title="Пароль изменён",
        paragraphs=(f"Пароль личного кабинета лицевого счёта {account(event.account_number)} изменён.", _ENDED),
        button=not_me(event.report_token),
        notes=(CLOSE,),
    )


def email_changed(event: EmailChanged) -> LetterContent:
    """To the address that the profile had until now."""
    name, _, domain = event.email.partition("@")
    return LetterContent(
        subject="Адрес электронной почты личного кабинета изменён",
        title="Адрес изменён",
        paragraphs=(
            f"{_at(event)} адрес электронной почты личного кабинета{_of(event)} изменён на {name[:1]}***@{domain}. "
            "Письма больше не приходят на этот адрес.",
            _ENDED,
        ),
        button=not_me(event.report_token),
        notes=(CLOSE, "Иначе восстановить пароль через этот адрес больше нельзя."),
    )


def email_confirmed(event: EmailChanged) -> LetterContent:
    """To the address that the profile has now."""
    return LetterContent(
        subject="Адрес электронной почты подтверждён",
        title="Адрес подтверждён",
        paragraphs=(
            f"{_at(event)} этот адрес стал адресом личного кабинета{_of(event)}. Уведомления приходят на него.",
            f"{_ENDED} Войдите ещё раз.",
        ),
        button=Button("Войти в кабинет", links.SIGN_IN),
    )


def token_issued(event: ApiTokenIssued) -> LetterContent:
    allowed = ", ".join(SCOPES.get(scope, scope) for scope in event.scopes)
    return LetterContent(
        subject="В личном кабинете выдан токен для программы",
        title="Выдан токен для программы",
        paragraphs=(
            f"{moment_in_moscow(event.issued_at)} в личном кабинете лицевого счёта {account(event.account_number)} "
            "выдан токен: программа может работать с кабинетом от вашего имени.",
        ),
        facts=(
            ("Название", event.name),
            ("Разрешено", allowed),
            ("Действует до", moment_in_moscow(event.expires_at)),
        ),
        button=not_me(event.report_token),
        notes=("Токены показаны в «Настройках», там их можно отозвать.", CLOSE),
    )


def new_browser(event: UnknownBrowserSignedIn) -> LetterContent:
    return LetterContent(
        subject="Вход в личный кабинет с нового устройства",
        title="Вход с нового устройства",
        paragraphs=(
            f"{moment_in_moscow(event.signed_in_at)} в личный кабинет лицевого счёта {account(event.account_number)} "
            "вошли из браузера, из которого раньше не входили.",
        ),
        facts=(("Устройство", browser(event.user_agent)),),
        button=not_me(event.report_token),
        notes=("Если это были вы, ничего делать не нужно.", CLOSE),
    )


def access_closed(event: TakeoverReported) -> LetterContent:
    return LetterContent(
        subject="Доступ к личному кабинету закрыт",
        title="Доступ закрыт по вашему сообщению",
        paragraphs=(
            f"{moment_in_moscow(event.reported_at)} по ссылке «Это был не я» закрыт доступ к личному кабинету лицевого "
            f"счёта {account(event.account_number)}.",
            f"{_ENDED} Прежний пароль больше не действует, письма приходят на этот адрес.",
            "Если новый пароль ещё не задан, задайте его через «Забыли пароль?» на странице входа.",
        ),
        button=Button("Войти в кабинет", links.SIGN_IN),
        notes=("Проверьте платежи и показания; о том, чего вы не делали, сообщите в службу поддержки.",),
    )


def not_me(report_token: str | None) -> Button:
    """What undoes what the letter tells of; events of an older release carry no key for it."""
    if report_token is None:
        return Button("Открыть настройки", links.SETTINGS)
    return Button("Это был не я", links.NOT_ME, token=True)


def account_shared(event: AccountShared) -> LetterContent:
    return LetterContent(
        subject="Ваш лицевой счёт виден ещё в одном кабинете",
        title="Счёт виден ещё в одном кабинете",
        paragraphs=(
            f"Лицевой счёт {account(event.account_number)} добавлен в личный кабинет с адресом {event.viewer_email}: "
            "там видны счета, показания и платежи, можно передавать показания и платить.",
            "В «Настройках» показано, кто ещё видит счёт; там его можно отключить.",
        ),
        button=Button("Кто ещё видит этот счёт", links.VIEWERS),
        notes=("Если вы этого человека не знаете, отключите счёт и сообщите в службу поддержки.",),
    )


def staff_codes_guessed(event: StaffCodesGuessed) -> LetterContent:
    """To the supplier's own security contact (SECURITY_EMAIL)."""
    return LetterContent(
        subject=f"Подбирают одноразовый код сотрудника {event.login}",
        title="Подбирают одноразовый код сотрудника",
        paragraphs=(
            f"Кто-то знает пароль сотрудника {event.login} и ввёл неверных кодов подряд: {event.attempts}, последний "
            f"{moment_in_moscow(event.last_at)}. Вход по коду замедлен.",
            "Если это не сам сотрудник, сразу замените его ключи: ./cabinet staff reset " + event.login + ".",
        ),
        notes=("Откуда входили, показывает журнал действий рабочего места: действие «подбор кода».",),
    )


def _at(event: EmailChanged) -> str:
    return moment_in_moscow(event.changed_at) if event.changed_at else "Только что"


def _of(event: EmailChanged) -> str:
    return f" лицевого счёта {account(event.account_number)}" if event.account_number else ""


_CHANGED = PasswordChanged(**samples.OWNER, report_token=samples.TOKEN)
_CLOSED = TakeoverReported(**samples.OWNER, reported_at=samples.THEN)
_MOVED = EmailChanged(
    user_id=samples.USER,
    email="ivanova.new@example.ru",
    version=2,
    old_email=samples.EMAIL,
    account_number=samples.ACCOUNT,
    changed_at=samples.THEN,
    report_token=samples.TOKEN,
)
_TOKEN = ApiTokenIssued(
    **samples.OWNER,
    name="Умный дом",
    scopes=["read"],
    issued_at=samples.THEN,
    expires_at=samples.THEN,
    report_token=samples.TOKEN,
)
_BROWSER = UnknownBrowserSignedIn(
    **samples.OWNER,
    user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/145.0",
    signed_in_at=samples.THEN,
    report_token=samples.TOKEN,
)
_SHARED = AccountShared(**samples.OWNER, viewer_id=samples.USER, viewer_email="p***@example.ru", since=samples.THEN)
_GUESSED = StaffCodesGuessed(user_id=samples.USER, login="ivanova", attempts=5, last_at=samples.THEN)
KINDS = (
    LetterKind(
        code="staff_codes_guessed",
        title="Подбор кода сотрудника",
        label="подбор кода сотрудника",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: staff_codes_guessed(_GUESSED),
    ),
    LetterKind(
        code="password_changed",
        title="Пароль изменён",
        label="смена пароля",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: password_changed(_CHANGED),
        outlives_cabinet=True,
    ),
    LetterKind(
        code="email_changed",
        title="Адрес изменён, на прежний",
        label="адрес изменён",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: email_changed(_MOVED),
        outlives_cabinet=True,
    ),
    LetterKind(
        code="email_confirmed",
        title="Адрес изменён, на новый",
        label="адрес подтверждён",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: email_confirmed(_MOVED),
    ),
    LetterKind(
        code="token_issued",
        title="Выдан токен",
        label="токен для программы",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: token_issued(_TOKEN),
        outlives_cabinet=True,
    ),
    LetterKind(
        code="new_browser",
        title="Вход с нового устройства",
        label="новое устройство",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: new_browser(_BROWSER),
        outlives_cabinet=True,
    ),
    LetterKind(
        code="access_closed",
        title="Доступ закрыт по сообщению владельца",
        label="доступ закрыт",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: access_closed(_CLOSED),
        outlives_cabinet=True,
    ),
    LetterKind(
        code="account_shared",
        title="Счёт виден ещё в одном кабинете",
        label="счёт виден ещё",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: account_shared(_SHARED),
        outlives_cabinet=True,
    ),
)
