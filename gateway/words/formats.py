"""The filters by which templates write money, dates and counts; the words themselves are in `wording`."""

from wording.accounts import account
from wording.dates import clock_time, day, moment, month, short_day, short_month
from wording.money import amount, money, typed_amount
from wording.numbers import counted, grouped


def browser(user_agent: str) -> str:
    """`Chrome, Windows` of a User-Agent line, as far as it names them."""
    names = {"YaBrowser": "Яндекс Браузер", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox",
             "Chrome": "Chrome", "Safari": "Safari", "api": "Программа"}  # fmt: skip
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
               "Mac OS": "macOS", "Linux": "Linux"}  # fmt: skip
    name = next((title for mark, title in names.items() if mark in user_agent), "Браузер")
    system = next((title for mark, title in systems.items() if mark in user_agent), "")
    return f"{name}, {system}" if system else name


FILTERS = {
    "browser": browser,
    "amount": amount,
    "money": money,
    "typed_amount": typed_amount,
    "grouped": grouped,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "clock_time": clock_time,
    "period": month,
    "short_period": short_month,
    "account": account,
    "plural": counted,
}
