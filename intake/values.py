"""SQL over staged text: whether a value has its shape, and the value typed."""

from intake.forms import Column, File, Shape

_CALENDAR = (
    "select to_char(d, 'YYYY-MM-DD') from generate_series(timestamp '1900-01-01', '2099-12-31', interval '1 day') d"
)
"""Looked up in a hash: several times faster than a pattern that knows the lengths of the months, and leap years too."""

_LONGEST_WHOLE = 14
"""Characters of a whole number that surely fits into a bigint; the bounds of its shape are narrower."""

_ERRORS = "Н/Д|ССЫЛКА!|ЗНАЧ!|ДЕЛ/0!|ИМЯ[?]|ЧИСЛО!|ПУСТО!|N/A|REF!|VALUE!|DIV/0!|NAME[?]|NUM!|NULL!|##+"
_DAMAGED = rf"^(#({_ERRORS})|\d([.,]\d+)?E[+]\d+)$"
"""#Н/Д, #ССЫЛКА!, ##### where a column was too narrow, 1,23457E+14 where a long number was taken for a quantity."""

_TYPES = {"text": "text", "whole": "bigint", "decimal": "numeric", "day": "date", "flag": "boolean"}


def valid(column: Column) -> str:
    """SQL that is true for an acceptable value, never null."""
    value = staged(column)
    right = f"coalesce({_shaped(column.shape, value)}, false)"
    return f"({value} is null or {right})" if column.optional else right


def undamaged(column: Column) -> str:
    """SQL that is true unless Excel has put an error or a rounded number in the place of a text; never null."""
    return f"coalesce({staged(column)} !~ '{_DAMAGED}', true)"


def typed(file: File, name: str) -> str:
    """SQL of the typed value of a column that was found valid."""
    column = file.column(name)
    value = staged(column)
    if column.default is not None:
        value = f"coalesce({value}, '{column.default}')"
    return value if column.shape.kind == "text" else f"{value}::{_TYPES[column.shape.kind]}"


def staged(column: Column) -> str:
    """The text as it came; null where the file has nothing."""
    return f's."{column.name}"'


def _shaped(shape: Shape, value: str) -> str:
    if shape.choices:
        return f"{value} in ({', '.join(repr(word) for word in shape.choices)})"
    if shape.pattern:
        return f"{value} ~ '^{shape.pattern}$'"
    return {"text": _text, "whole": _whole, "decimal": _decimal, "day": _day, "flag": _flag}[shape.kind](shape, value)


def _text(shape: Shape, value: str) -> str:
    # A value with blanks around it would be another group, zone or serial number.
    # One that looks like a blank and is none is found by nobody who types the name.
    plain = f"{value} = btrim({value}) and {value} !~ '[\\x01-\\x1f\\u00a0\\u200b\\ufeff]'"
    return f"length({value}) between {shape.least} and {shape.most} and {plain}"


def _whole(shape: Shape, value: str) -> str:
    # A pattern that counts its digits would be twice as slow, and these values come by the million.
    written = f"{value} ~ '^-?[0-9]+$' and length({value}) <= {_LONGEST_WHOLE}"
    return f"{written} and {value}::bigint between {shape.least} and {shape.most}"


def _decimal(shape: Shape, value: str) -> str:
    pattern = f"^\\d{{1,9}}(\\.\\d{{1,{shape.places}}})?$"
    return f"{value} ~ '{pattern}' and {value}::numeric between {shape.least} and {shape.most}"


def _day(shape: Shape, value: str) -> str:
    return f"{value} in ({_CALENDAR})"


def _flag(shape: Shape, value: str) -> str:
    return f"{value} in ('0', '1')"
