"""Every kind of letter as staff may look at it, written of made-up facts: no person's data and no working link."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from contracts import auth, billing, feedback, payments
from contracts.notifications import LetterKind, LetterKinds, LetterPreview
from contracts.wire import ZoneValue
from services.notifications.letter_kinds import appeals, money, reminders, security
from services.notifications.letter_kinds.content import Wording
from services.notifications.sending.compose import render
from services.notifications.settings import NotificationsSettings

ACCOUNT, USER, EMAIL = "180111111", "00000000-0000-0000-0000-000000000000", "ivanova@example.ru"
THEN, DAY = datetime(2026, 11, 5, 9, 30, tzinfo=UTC), date(2026, 11, 15)
SAMPLE_LINK = "sample"
WHO = {"user_id": USER, "account_number": ACCOUNT, "email": EMAIL}


def _registered() -> auth.UserRegistered:
    return auth.UserRegistered(**WHO, token=SAMPLE_LINK, expires_at=THEN)


def _repeated() -> auth.RegistrationRepeated:
    return auth.RegistrationRepeated(**WHO, attempted_at=THEN)


def _deleted() -> auth.CabinetDeleted:
    return auth.CabinetDeleted(**WHO, deleted_at=THEN, version=1)


def _reset() -> auth.PasswordReset:
    return auth.PasswordReset(**WHO, new_password="obrazec-4821", token=None, expires_at=THEN)  # noqa: S106 - a sample


def _email_change() -> auth.EmailChangeRequested:
    return auth.EmailChangeRequested(
        user_id=USER,
        account_number=ACCOUNT,
        old_email=EMAIL,
        new_email="ivanova.new@example.ru",
        token=SAMPLE_LINK,
        expires_at=THEN,
    )


def _paid() -> payments.PaymentSucceeded:
    return payments.PaymentSucceeded(
        payment_id="P-20261105-000001",
        user_id=USER,
        account_number=ACCOUNT,
        address="г. Калуга, ул. Кирова, д. 12, кв. 34",
        amount_kopecks=123_456,
        bank_order_id="order",
        readings=[ZoneValue(zone="day", value=12565), ZoneValue(zone="night", value=8431)],
        receipt_email=EMAIL,
        started_at=THEN,
        paid_at=THEN,
        card_masked="220000**0001",
        approval_code="123456",
    )


def _failed() -> payments.PaymentFailed:
    return payments.PaymentFailed(
        payment_id="P-20261105-000001",
        user_id=USER,
        account_number=ACCOUNT,
        amount_kopecks=123_456,
        state="declined",
        reason="declined",
        failed_at=THEN,
    )


def _refunded() -> payments.PaymentRefunded:
    return payments.PaymentRefunded(
        payment_id="P-20261105-000001",
        refund_id="R-1",
        user_id=USER,
        account_number=ACCOUNT,
        amount_kopecks=50_000,
        receipt_email=EMAIL,
        refunded_at=THEN,
    )


def _bill() -> billing.BillPublished:
    return billing.BillPublished(
        account_number=ACCOUNT,
        period="2026-10",
        revision=1,
        total_kopecks=123_456,
        due_on=DAY,
        method="metered",
        readings=[],
        published_at=THEN,
    )


def _notice() -> billing.RestrictionNoticeIssued:
    return billing.RestrictionNoticeIssued(
        account_number=ACCOUNT, debt_kopecks=250_000, issued_on=THEN.date(), deadline=date(2026, 11, 25)
    )


def _answered() -> feedback.AppealAnswered:
    return feedback.AppealAnswered(
        appeal_id="a1", number="О-2026-000123", account_number=ACCOUNT, email=EMAIL, answered_at=THEN
    )


KINDS: dict[str, tuple[str, Callable[[], Wording]]] = {
    "activation": ("Активация", lambda: security.activation(_registered())),
    "registration_repeated": ("Попытка повторной регистрации", lambda: security.registration_repeated(_repeated())),
    "cabinet_deleted": ("Кабинет удалён", lambda: security.cabinet_deleted(_deleted())),
    "new_password": ("Новый пароль", lambda: security.new_password(_reset())),
    "password_link": ("Ссылка для пароля", lambda: security.password_link(_reset())),
    "password_changed": ("Пароль изменён", lambda: security.password_changed(auth.PasswordChanged(**WHO))),
    "email_link": ("Подтверждение адреса", lambda: security.email_link(_email_change())),
    "email_notice": ("Смена адреса, на прежний", lambda: security.email_notice(_email_change())),
    "receipt": ("Чек", lambda: money.receipt(_paid())),
    "payment_failed": ("Платёж не выполнен", lambda: money.failure(_failed())),
    "refund": ("Возврат", lambda: money.refund(_refunded())),
    "bill": ("Счёт в PDF", lambda: money.bill(_bill())),
    "restriction": ("Уведомление об ограничении", lambda: money.restriction(_notice())),
    "appeal_answered": ("Ответ на обращение", lambda: appeals.answered(_answered())),
    "reminder_readings": ("Напоминание: показания", lambda: reminders.readings(ACCOUNT, "2026-11", date(2026, 11, 25))),
    "reminder_bill": ("Напоминание: счёт готов", lambda: reminders.bill_ready(_bill())),
    "reminder_due": ("Напоминание: срок оплаты", lambda: reminders.due(ACCOUNT, 123_456, DAY)),
    "reminder_verification": (
        "Напоминание: поверка",
        lambda: reminders.verification(ACCOUNT, date(2027, 2, 3), THEN.date()),
    ),
}
UNSUBSCRIBED = {"bill": "email_bill"} | {
    f"reminder_{kind}": kind for kind in ("readings", "bill", "due", "verification")
}


def list_kinds() -> LetterKinds:
    return LetterKinds(kinds=[LetterKind(kind=kind, title=title) for kind, (title, _) in KINDS.items()])


def preview(kind: str, settings: NotificationsSettings) -> LetterPreview | None:
    """The letter as it would leave; None for a kind that is not known."""
    if kind not in KINDS:
        return None
    wording = KINDS[kind][1]()
    secret = "obrazec-4821" if wording.shown_secret else SAMPLE_LINK
    off = f"/unsubscribe?kind={UNSUBSCRIBED[kind]}" if kind in UNSUBSCRIBED else None
    text, html = render(wording, secret, off, settings)
    return LetterPreview(subject=wording.subject, text=text, html=html)
