"""Letters about payments, bills and debts."""

from contracts import links
from contracts.billing import BillPublished, RestrictionNoticeIssued
from contracts.payments import PaymentFailed, PaymentRefunded, PaymentSucceeded
from services.notifications.letter_kinds.content import Button, Wording
from services.notifications.letter_kinds.formats import account, day, moment, money, period, readings


def receipt(event: PaymentSucceeded) -> Wording:
    """«чек» (M6.1): what the portal knows of the payment; the fiscal one comes from the bank (54-ФЗ)."""
    values = [(value.zone, value.value) for value in event.readings or ()]
    facts = (
        ("Сумма", money(event.amount_kopecks)),
        ("Дата и время", moment(event.paid_at)),
        ("Лицевой счёт", account(event.account_number)),
        ("Адрес", event.address),
        ("Показания", readings(values)),
        ("Карта", event.card_masked or ""),
        ("Код подтверждения", event.approval_code or ""),
        ("Номер платежа", event.payment_id),
    )
    return Wording(
        subject=f"Чек: оплата электроэнергии, {money(event.amount_kopecks)}",
        title="Платёж успешно выполнен",
        paragraphs=("Спасибо! Деньги получены без комиссии. Сохраните это письмо как подтверждение оплаты.",),
        facts=tuple((label, value) for label, value in facts if value),
        button=Button("Открыть личный кабинет", links.HOME),
        notes=("Фискальный чек по закону 54-ФЗ приходит отдельным сообщением.",),
    )


def refund(event: PaymentRefunded) -> Wording:
    return Wording(
        subject=f"Возврат платежа, {money(event.amount_kopecks)}",
        title="Деньги возвращены на карту",
        paragraphs=(
            "Мы вернули деньги на ту же карту, с которой был сделан платёж. "
            "Банк зачислит их в срок от нескольких минут до нескольких рабочих дней.",
        ),
        facts=(
            ("Сумма возврата", money(event.amount_kopecks)),
            ("Дата и время", moment(event.refunded_at)),
            ("Лицевой счёт", account(event.account_number)),
            ("Номер платежа", event.payment_id),
        ),
        button=Button("Открыть личный кабинет", links.HOME),
    )


def failure(event: PaymentFailed) -> Wording:
    return Wording(
        subject="Платёж не выполнен",
        title="Платёж не выполнен",
        paragraphs=("Банк не подтвердил платёж. Если деньги на карте были задержаны, банк освободит их сам.",),
        facts=(
            ("Сумма", money(event.amount_kopecks)),
            ("Лицевой счёт", account(event.account_number)),
            ("Номер платежа", event.payment_id),
        ),
        button=Button("Попробовать ещё раз", links.HOME),
    )


def bill(event: BillPublished) -> Wording:
    name = "Уточнённый счёт" if event.revision > 1 else "Счёт"
    return Wording(
        subject=f"{name} за электроэнергию: {period(event.period)}, лицевой счёт {account(event.account_number)}",
        title=f"{name} за {period(event.period)}",
        paragraphs=("Счёт приложен к письму в формате PDF. Оплатить его без комиссии можно в личном кабинете.",),
        facts=(
            ("Лицевой счёт", account(event.account_number)),
            ("Сумма по счёту", money(event.total_kopecks)),
            ("Оплатить до", day(event.due_on)),
        ),
        button=Button("Оплатить", links.HOME),
        notes=("Вы подписаны на доставку счёта на e-mail.",),
    )


def restriction(event: RestrictionNoticeIssued) -> Wording:
    return Wording(
        subject=f"Уведомление о долге за электроэнергию, лицевой счёт {account(event.account_number)}",
        title="Предстоит ограничение подачи электроэнергии",
        paragraphs=(
            f"По лицевому счёту {account(event.account_number)} есть задолженность. "
            f"Если не погасить её до {day(event.deadline)}, подача электроэнергии будет ограничена.",
            "Если вы уже заплатили, ничего делать не нужно: деньги зачислятся автоматически.",
        ),
        facts=(
            ("Задолженность", money(event.debt_kopecks)),
            ("Уведомление от", day(event.issued_on)),
            ("Погасить до", day(event.deadline)),
        ),
        button=Button("Погасить задолженность", links.HOME),
    )
