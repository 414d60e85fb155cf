"""How figures, dates and codes read on paper: Russian words and the country's notation."""

from datetime import UTC, date, datetime, timedelta, timezone

NBSP = "\u00a0"
MINUS = "−"
NOTHING = "—"
MOSCOW = timezone(timedelta(hours=3), "МСК")
"""UTC+3 without summer time since 26.10.2014 (107-ФЗ)."""

MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
OF_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
ZONES = {"one": "одноставочный", "day": "день", "night": "ночь", "peak": "пик", "semi": "полупик"}
METHODS = {
    "norm": (1, "норматив"),
    "metered": (2, "показания счётчика"),
    "average": (3, "среднемесячный расход"),
    "control": (4, "контрольные показания"),
    "recalculated": (5, "перерасчёт"),
}


def money(kopecks: int) -> str:
    """`174720` -> `1 747,20`; the sign is a true minus, the spaces do not break."""
    rubles, rest = divmod(abs(kopecks), 100)
    return f"{MINUS if kopecks < 0 else ''}{whole(rubles)},{rest:02}"


def whole(number: int) -> str:
    text = f"{abs(number):,}".replace(",", NBSP)
    return f"{MINUS}{text}" if number < 0 else text


def signed(kopecks: int) -> str:
    return f"+{money(kopecks)}" if kopecks > 0 else money(kopecks)


def day(value: date | None) -> str:
    """`5 ноября 2026`."""
    return NOTHING if value is None else f"{value.day}{NBSP}{OF_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | None) -> str:
    return NOTHING if value is None else f"{value:%d.%m.%Y}"


def moment(value: datetime) -> str:
    """Moscow time, as the whole portal tells it: `5 ноября 2026, 14:07:09 (МСК)`."""
    local = value.astimezone(MOSCOW) if value.tzinfo else value.replace(tzinfo=UTC).astimezone(MOSCOW)
    return f"{day(local.date())}, {local:%H:%M:%S} (МСК)"


def month(period: str) -> str:
    """`2026-10` -> `октябрь 2026`."""
    return f"{MONTHS[int(period[5:]) - 1]} {period[:4]}"


def account(number: str) -> str:
    """`180111111` -> `(180)111111`, as the supplier prints it."""
    return f"({number[:3]}){number[3:]}"


def reading(value: int | None, digits: int) -> str:
    return NOTHING if value is None else f"{value:0{digits}}"
