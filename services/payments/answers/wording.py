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
    "reversed": "Платеж отменён, деньги возвращаются на карту",
}


def rubles(kopecks: int) -> str:
    """`1 234,56 ₽` with no-break spaces."""
    whole, part = divmod(kopecks, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{part:02d}\u00a0₽"


MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
