"""What people read about a payment (M4.3.4)."""

STATUS = {
    "draft": "Создаём заказ в банке",
    "registering": "Создаём заказ в банке",
    "awaiting_bank": "Ожидает оплаты на странице банка",
    "unknown": "Проверяем платеж в банке",
    "paid": "Платеж успешно выполнен",
    "declined": "Платеж не выполнен",
    "cancelled": "Платеж отменён",
    "expired": "Платеж не выполнен: время оплаты истекло",
    "manual_review": "Платеж проверяет сотрудник",
    "refunded": "Деньги возвращены на карту",
    "partly_refunded": "Платеж выполнен, часть суммы возвращена на карту",
    "reversed": "Платеж отменён банком, деньги возвращаются на карту",
}

FAILURE = {
    "registration_refused": "Банк не принял заказ. Деньги не списаны",
    "never_sent": "Нет связи с банком. Деньги не списаны",
    "not_at_bank": "Банк не получил заказ. Деньги не списаны",
    "attempts_exhausted": "Банк отклонил все попытки оплаты. Деньги не списаны",
    "session_over": "Время оплаты на странице банка истекло. Деньги не списаны",
    "reversed_before_seen_paid": "Банк отменил платеж, деньги возвращаются на карту",
}
"""By the edge that ended the payment."""


def rubles(kopecks: int) -> str:
    """`1 234,56 ₽` with no-break spaces."""
    whole, part = divmod(kopecks, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{part:02d}\u00a0₽"
