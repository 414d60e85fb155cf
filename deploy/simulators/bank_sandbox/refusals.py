"""Error codes and texts of the bank. One code has many texts: a client must never branch on text."""


class BankRefusal(Exception):
    """A request that the bank understood and did not carry out."""

    def __init__(self, code: int, message: str, five: str | None = None) -> None:
        super().__init__(message)
        self.code = str(code)
        self.message = message
        self.five = five
        """The text beside code 5 on installations that have it for this."""


def duplicate_number() -> BankRefusal:
    return BankRefusal(1, "Заказ с таким номером уже обработан")


def unknown_currency(currency: str) -> BankRefusal:
    return BankRefusal(3, f"Не найдена валюта с кодом: {currency}")


def missing_parameter() -> BankRefusal:
    text = "В запросе не передан обязательный параметр или передан некорректный обязательный параметр"
    return BankRefusal(4, text)


def access_denied() -> BankRefusal:
    return BankRefusal(5, "Доступ запрещен")


def forbidden() -> BankRefusal:
    """For what the bank has not switched on for this merchant: kept cards, for one."""
    return BankRefusal(5, "Операция запрещена")


def wrong_amount() -> BankRefusal:
    return BankRefusal(5, "Неверная сумма")


def invalid_request() -> BankRefusal:
    return BankRefusal(5, "Ошибка валидации данных запроса")


def wrong_state() -> BankRefusal:
    return BankRefusal(7, "Платёж должен быть в корректном состоянии", "Неверный статус заказа")


def expired() -> BankRefusal:
    return BankRefusal(5, "Срок жизни заказа истек")


def attempts_exhausted() -> BankRefusal:
    return BankRefusal(5, "Превышено допустимое количество попыток оплаты")


def second_partial_reversal() -> BankRefusal:
    return BankRefusal(5, "Нельзя провести частичную отмену более одного раза")


def hold_exceeded() -> BankRefusal:
    return BankRefusal(5, "Сумма завершения превышает сумму холдирования")


def refunds_exceed_order() -> BankRefusal:
    return BankRefusal(7, "Сумма возврата превышает сумму списания", "Общая сумма возвратов превышает сумму заказа")


def other_refund_with_this_key() -> BankRefusal:
    return BankRefusal(5, "Неверный параметр операции")


def unknown_order() -> BankRefusal:
    return BankRefusal(6, "Заказ не найден")


def nothing_deposited() -> BankRefusal:
    return BankRefusal(7, "Не найдена успешная платежная операция", "Неверный статус заказа")


def cart_total_differs() -> BankRefusal:
    return BankRefusal(8, "Сумма товарных позиций в Корзине не совпадает с общей суммой заказа")


def cart_malformed() -> BankRefusal:
    return BankRefusal(8, "Неверный формат корзины")
