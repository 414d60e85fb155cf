"""Why a payment has failed, by the transition that ended it: published in `PaymentFailed` and shown to its customer."""

FAILURE = {
    "registration_refused": "Банк не принял заказ. Деньги не списаны",
    "never_sent": "Нет связи с банком. Деньги не списаны",
    "not_at_bank": "Банк не получил заказ. Деньги не списаны",
    "attempts_exhausted": "Банк отклонил все попытки оплаты. Деньги не списаны",
    "session_over": "Время оплаты на странице банка истекло. Деньги не списаны",
    "abandoned": "Время оплаты истекло, заказ в банке закрыт. Деньги не списаны",
    "settled_as_not_paid": "Сотрудник проверил платеж в банке: оплаты не было",
    "reversed_before_seen_paid": "Банк отменил платеж, деньги возвращаются на карту",
}
