"""Grounds of recalculations (п. 69 «ж») in words."""

from wording.acts import act
from wording.dates import month

GROUNDS = {
    "late_reading": "показания получены после выставления счёта",
    "withdrawn_reading": "показания отозваны",
    "control": "контрольное снятие показаний",
    "residents": "изменилось число зарегистрированных",
    "absence": "временное отсутствие",
    "season": "сезонный перерыв",
    "meter": "сведения о приборе учёта",
    "act": "акт",
    "rate": "изменились тарифы или порядок расчёта",
    "norm": "изменились нормативы",
    "account": "изменились сведения о лицевом счёте",
    "unbilled_month": "начисление за месяц, за который счёта не было",
    "return_of_estimate": "возврат начисленного расчётно: получены показания",
    "correction": "корректировка",
    "barred": "не начислены: месяцы без счетов старше срока, за который можно доначислить",
}

RAISING = "повышающий коэффициент"
"""What a raising factor adds stands apart from the kWh and their price (п. 69 «г»)."""


def short(code: str, source: str = "") -> str | None:
    """The ground alone, of an act with its number `source`; None for a code that is not known."""
    return act(source) if code == "act" and source else GROUNDS.get(code)


def ground(code: str, settles: str, month_of_price: str, source: str = "") -> str:
    """Returns the line's ground, such as «За август 2026: показания получены после выставления счёта».

    `settles` is the month whose charge has changed, `month_of_price` the one whose kWh and price the line has;
    `source` is the number of an act, or how many kWh are not charged.
    """
    if code == "barred":
        return f"{source} кВт·ч {GROUNDS[code]}"
    words = short(code, source) or "перерасчёт"
    if code == "return_of_estimate" or month_of_price != settles:
        return f"За {month(month_of_price)}: {words}"
    return f"За {month(settles)}: {words}"
