"""Refusals that concern a payment; those of bank statements and of the reconciliation stand in their folders."""

from chassis.errors import Refusal
from wording.money import money

MINIMUM_KOPECKS = 1


def payment_not_found() -> Refusal:
    return Refusal("payment_not_found", "Платеж не найден")


def too_small() -> Refusal:
    return Refusal("amount_out_of_limits", f"Сумма платежа — не меньше {money(MINIMUM_KOPECKS)}", "amount_kopecks")


def too_large(maximum_kopecks: int) -> Refusal:
    advice = "Заплатите в несколько приёмов: показания при этом указывают те же самые"
    text = f"Банк принимает за одну операцию не больше {money(maximum_kopecks)}. {advice}"
    return Refusal("amount_out_of_limits", text, "amount_kopecks", {"maximum_kopecks": maximum_kopecks})


def one_account_twice() -> Refusal:
    return Refusal(
        "bad_request", "Лицевой счёт назван дважды: в одном платеже каждый счёт указывают один раз", "further"
    )


def no_sbp() -> Refusal:
    return Refusal("method_not_available", "Оплата через СБП сейчас недоступна: выберите карту", "method")


def readings_required() -> Refusal:
    return Refusal("readings_required", "Укажите текущие показания счетчика", "readings")


def bank_unavailable() -> Refusal:
    text = "Банк сейчас не принимает платежи. Деньги не списаны, попробуйте ещё раз через несколько минут"
    return Refusal("bank_unavailable", text)


def review_not_possible(why: str) -> Refusal:
    return Refusal("review_not_possible", why, "decision")


def restoring_not_possible(why: str) -> Refusal:
    return Refusal("restoring_not_possible", why, "order")


def bank_silent() -> Refusal:
    text = "Банк сейчас не отвечает, а без его ответа решать нельзя. Повторите через несколько минут"
    return Refusal("bank_unavailable", text)


def refund_not_possible(why: str, field: str | None = None) -> Refusal:
    return Refusal("refund_not_possible", why, field)


def payment_open(kopecks: int) -> Refusal:
    text = f"Платёж {money(kopecks)} по этому счёту ещё не завершён на странице банка. Завершите его или отмените"
    return Refusal("payment_open", text)


def payment_just_made(kopecks: int) -> Refusal:
    text = f"Платёж {money(kopecks)} по этому счёту только что выполнен. Проверьте, сколько осталось к оплате"
    return Refusal("payment_just_made", text)


def too_many_orders(count: int) -> Refusal:
    text = (
        f"За сутки по этому счёту начато платежей: {count}, и ни один из них не завершён. "
        "Новые станут возможны завтра; до тех пор оплатите по реквизитам или QR-коду из квитанции"
    )
    return Refusal("too_many_orders", text)


def cancel_not_possible() -> Refusal:
    text = "Банк ещё не закрыл заказ: возможно, его сейчас оплачивают. Повторите через минуту"
    return Refusal("cancel_not_possible", text)
