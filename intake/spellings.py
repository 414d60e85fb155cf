"""The usual spellings of a value, each brought to the strict one if it can mean only that; others stay as they are."""

import re
from collections.abc import Callable
from datetime import datetime

from intake.forms import Column, Shape

_BLANKS = "".join(("\u00a0", "\u202f", "\u2007", "\u2009", "\u200b", "\ufeff", " ", "\t", "\x1a", "\0"))
"""The last two: how old programs end a file."""
_TO_BLANK: dict[int, str] = {ord(blank): " " for blank in _BLANKS}
_FORMULA_TEXT = re.compile(r'="(.*)"')
"""How Excel is told to keep leading zeros."""
_RUSSIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})( ?г\.?)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})|((?:19|20)\d\d)(\d\d)(\d\d)")
_NO_DAY = re.compile(r"0?1\.0?1\.0001|0001-01-01|\. {0,9}\.")
"""How 1C writes a day that is not set."""
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0{1,9})?)?$")
_MINUS = re.compile(r"^[\u2212\u2013](?=\d)")
_GROUPED = re.compile(r"-?\d{1,3}( \d{3})+([.,]\d+)?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}[.,]000")
"""1,000 is a thousand in one country and one in another."""
_YEAR_AND_MONTH = re.compile(r"(20\d\d)[-/.](\d{1,2})")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./](20\d\d)")
_MONTH_IN_WORDS = re.compile(r"([а-я]{3,9}) (20\d\d)( ?г\.?)?")
_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
_YES, _NO = frozenset({"да", "истина", "true", "yes"}), frozenset({"нет", "ложь", "false", "no"})


def trimmed(field: str) -> str:
    """The text of a field without what is around it."""
    text = field.strip(_BLANKS)
    formula = _FORMULA_TEXT.fullmatch(text)
    return formula.group(1) if formula else text


def reader_of(column: Column) -> Callable[[str], str]:
    """The function that brings a value of the column to the strict spelling."""
    shape = column.shape
    by_kind = {"day": _day, "decimal": _decimal, "whole": _whole, "flag": _flag}
    return by_kind.get(shape.kind) or (_month if _is_month(shape) else _text)


def _is_month(shape: Shape) -> bool:
    return bool(shape.pattern) and re.fullmatch(shape.pattern, "2026-10") is not None


def _text(text: str) -> str:
    """Blanks that look like blanks are blanks: otherwise nobody finds the name by typing it."""
    return text.replace("\u200b", "").replace("\ufeff", "").translate(_TO_BLANK)


def _day(text: str) -> str:
    """25.10.2026 is no other day anywhere; 10/11/2026 could be two, so it stays."""
    day = _MIDNIGHT.sub("", text)
    if _NO_DAY.fullmatch(day):
        return ""
    if russian := _RUSSIAN_DAY.fullmatch(day):
        number, month, year = russian.group(1, 2, 3)
    elif first := _YEAR_FIRST.fullmatch(day):
        year, month, number = first.group(1, 3, 4) if first.group(1) else first.group(5, 6, 7)
    else:
        return day
    try:
        return datetime(int(year), int(month), int(number)).date().isoformat()  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return text


def _month(text: str) -> str:
    """Also the first day of the month, which is what a workbook makes of 2026-10."""
    day = _day(text)
    if day.endswith("-01") and re.fullmatch(r"20\d\d-\d\d-01", day):
        return day[:-3]
    if found := _YEAR_AND_MONTH.fullmatch(text):
        year, month = found.group(1, 2)
    elif found := _MONTH_AND_YEAR.fullmatch(text):
        month, year = found.group(1, 2)
    elif (found := _MONTH_IN_WORDS.fullmatch(text.lower())) and found.group(1) in _MONTHS:
        month, year = str(_MONTHS.index(found.group(1)) + 1), found.group(2)
    else:
        return text
    return f"{year}-{month:0>2}" if 1 <= int(month) <= len(_MONTHS) else text


def _decimal(text: str) -> str:
    number = _MINUS.sub("-", text.translate(_TO_BLANK))
    if _GROUPED.fullmatch(number):
        number = number.replace(" ", "")
    return number.replace(",", ".") if number.count(",") == 1 and "." not in number else number


def _whole(text: str) -> str:
    """«12,0» and «12.00» are whole; «12,5» is not, and «1,000» could be two numbers: they stay for the checks."""
    number = _decimal(text)
    whole, dot, fraction = number.partition(".")
    if not dot:
        return number
    return whole if whole and not fraction.strip("0") and not _THOUSANDS.fullmatch(number) else text


def _flag(text: str) -> str:
    word = text.lower()
    return "1" if word in _YES else "0" if word in _NO else text
