"""The filters by which templates write money, dates and counts; the words themselves are in `wording`."""

from wording.accounts import account
from wording.browsers import browser
from wording.dates import clock_time, day, moment, month, short_day, short_month
from wording.money import amount, money, typed_amount
from wording.numbers import counted, grouped


def dialled(phone: str) -> str:
    """The number of a tel: link (RFC 3966): `(4842) 701-838` is +74842701838, an extension is not dialled."""
    digits = "".join(c for c in phone.partition("доб")[0] if c.isdigit())
    return f"+7{digits[-10:]}" if len(digits) in (10, 11) else digits


FILTERS = {
    "dialled": dialled,
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
