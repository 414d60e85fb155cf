"""How figures and dates look to people: `1 234,56 ₽`, `5 ноября 2026`, Moscow time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
NBSP = "\N{NO-BREAK SPACE}"
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
MONTHS_OF = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
MONTHS_SHORT = "янв фев мар апр май июн июл авг сен окт ноя дек".split()


def amount(kopecks: int) -> str:
    """Money without its sign: `1 234,56`, a true minus in front of what is negative."""
    whole, rest = divmod(abs(kopecks), 100)
    sign = "\N{MINUS SIGN}" if kopecks < 0 else ""
    return f"{sign}{grouped(whole)},{rest:02d}"


def money(kopecks: int) -> str:
    """`1 234,56 ₽`."""
    return f"{amount(kopecks)}{NBSP}₽"


def typed_amount(kopecks: int) -> str:
    """As a person would type it into a field: `1234,56`, and a plain `0` for nothing."""
    whole, rest = divmod(kopecks, 100)
    return f"{whole},{rest:02d}" if kopecks else "0"


def plain_amount(kopecks: int) -> str:
    """For a spreadsheet: `-1234,56`, nothing but digits, comma and sign."""
    whole, rest = divmod(abs(kopecks), 100)
    return f"{'-' if kopecks < 0 else ''}{whole},{rest:02d}"


def grouped(number: int) -> str:
    """Thousands set apart by a no-break space."""
    return f"{number:,}".replace(",", NBSP)


def day(value: date | datetime) -> str:
    """`5 ноября 2026`."""
    local = local_day(value)
    return f"{local.day}{NBSP}{MONTHS_OF[local.month - 1]} {local.year}"


def short_day(value: date | datetime) -> str:
    """`05.11.2026`, for tables."""
    return f"{local_day(value):%d.%m.%Y}"


def moment(value: datetime) -> str:
    """`5 ноября 2026, 14:03` Moscow time."""
    return f"{day(value)}, {value.astimezone(MOSCOW):%H:%M}"


def clock_time(value: datetime) -> str:
    """`14:03` Moscow time."""
    return f"{value.astimezone(MOSCOW):%H:%M}"


def local_day(value: date | datetime) -> date:
    """The Moscow calendar day of a moment; a date is one already."""
    return value.astimezone(MOSCOW).date() if isinstance(value, datetime) else value


def period(value: str) -> str:
    """`октябрь 2026` of `2026-10`."""
    year, month = value.split("-")
    return f"{MONTHS[int(month) - 1]}{NBSP}{year}"


def short_period(value: str) -> str:
    """`окт 26`, for the axis of a chart."""
    year, month = value.split("-")
    return f"{MONTHS_SHORT[int(month) - 1]}{NBSP}{year[2:]}"


def account(number: str) -> str:
    """As it is printed on the bill: `(180)111111`."""
    return f"({number[:3]}){number[3:]}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """`1 день`, `3 дня`, `5 дней`."""
    tens, units = abs(count) % 100, abs(count) % 10
    if units == 1 and tens != 11:
        word = one
    elif units in (2, 3, 4) and tens not in (12, 13, 14):
        word = few
    else:
        word = many
    return f"{grouped(count)}{NBSP}{word}"


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
    "period": period,
    "short_period": short_period,
    "account": account,
    "plural": plural,
}
