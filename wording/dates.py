"""Days, months and moments. Moments are aware and are written in Moscow time."""

from datetime import date, datetime

from babel.dates import format_date, get_month_names

from wording.moscow import MOSCOW, moscow_day
from wording.numbers import NBSP, RUSSIAN

_MONTHS: dict[int, str] = dict(get_month_names("wide", "stand-alone", RUSSIAN))


def month_name(number: int) -> str:
    """Return `январь` of 1."""
    return _MONTHS[number]


def short_month_name(number: int) -> str:
    """Return `янв` of 1, for the axis of a chart."""
    return _MONTHS[number][:3]


def month(period: str) -> str:
    """Return `октябрь 2026` of `2026-10`."""
    year, number = period.split("-")
    return f"{month_name(int(number))} {year}"


def short_month(period: str) -> str:
    """Return `окт 26` of `2026-10`, for the axis of a chart."""
    year, number = period.split("-")
    return f"{short_month_name(int(number))}{NBSP}{year[2:]}"


def day(value: date | datetime) -> str:
    """Return `5 ноября 2026`; the number does not part from its month."""
    return format_date(moscow_day(value), f"d{NBSP}MMMM y", locale=RUSSIAN)


def short_day(value: date | datetime) -> str:
    """Return `05.11.2026`, for tables."""
    return f"{moscow_day(value):%d.%m.%Y}"


def clock_time(value: datetime) -> str:
    """Return `14:03`."""
    return f"{value.astimezone(MOSCOW):%H:%M}"


def moment(value: datetime) -> str:
    """Return `5 ноября 2026, 14:03`, where the page names the time zone."""
    return f"{day(value)}, {clock_time(value)}"


def moment_in_moscow(value: datetime) -> str:
    """Return `5 ноября 2026, 14:03 (московское время)`, for a text that goes out alone."""
    return f"{moment(value)} (московское время)"


def exact_moment(value: datetime) -> str:
    """Return `5 ноября 2026, 14:03:09 (МСК)`, for documents."""
    return f"{day(value)}, {value.astimezone(MOSCOW):%H:%M:%S} (МСК)"
