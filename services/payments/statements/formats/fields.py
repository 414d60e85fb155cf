"""Values of a register's row: sums, days and accounts, each read strictly or refused with what to write instead."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from services.payments.statements.formats.profiles import Amounts

LONGEST, LONGEST_NAME = 200, 100
PAST, AHEAD = timedelta(days=366), timedelta(days=1)
"""How old an operation may be, and how far a bank's day may be ahead of ours."""
MOST_KOPECKS = 10**12


class WrongValue(ValueError):
    """The text tells the person what the field must hold."""


def kopecks(text: str, amounts: Amounts) -> int:
    """A sum that is not negative, in kopecks."""
    digits = text.replace(amounts.grouping, "").replace("\N{NO-BREAK SPACE}", "") if amounts.grouping else text
    if amounts.unit == "kopecks":
        shape, example = r"(\d{1,13})()", "123456"
    else:
        shape, example = rf"(\d{{1,11}})(?:{re.escape(amounts.mark)}(\d{{1,2}}))?", f"1234{amounts.mark}56"
    found = re.fullmatch(shape, digits, re.ASCII)
    if found is None:
        raise WrongValue(f"сумма, например {example}")
    value = int(found[1]) if amounts.unit == "kopecks" else int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if value > MOST_KOPECKS:
        raise WrongValue("сумма не больше 10 000 000 000,00")
    return value


def day(text: str, date_format: str, today: date) -> date:
    """A day of the calendar, in the profile's form, of the last year: money of another one is a mistyped date."""
    try:
        found = datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise WrongValue(f"дата, например {date(2026, 11, 5).strftime(date_format)}") from None
    first, last = today - PAST, today + AHEAD
    if not first <= found <= last:
        raise WrongValue(f"дата от {first.strftime(date_format)} до {last.strftime(date_format)}")
    return found


def account_number(text: str) -> str | None:
    """The number when the text can be one, with brackets and spaces or without; None for anything else."""
    digits = re.sub(r"[()\s-]", "", text)
    return digits if re.fullmatch(r"\d{9}", digits, re.ASCII) else None


def account_name(text: str) -> str:
    """The same for every spelling of one number, and the text itself where it is none."""
    return account_number(text) or text


def words(text: str) -> str:
    """A text for people: one line of bounded length, nothing that does not print."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())[:LONGEST]


def name(text: str) -> str:
    """A name that a bank gave: not empty, short enough to be an identifier."""
    cleaned = words(text)
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise WrongValue(f"от 1 до {LONGEST_NAME} знаков")
    return cleaned
