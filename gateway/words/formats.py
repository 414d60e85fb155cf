"""The filters by which templates write money, dates and counts; the words themselves are in `wording`."""

from wording.accounts import account
from wording.browsers import browser
from wording.dates import clock_time, day, moment, month, short_day, short_month
from wording.money import amount, money, typed_amount
from wording.numbers import counted, grouped

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
