"""The records of a file that is written in any usual way, in the strict form that the staging table takes.

The strict form is what docs/import.md describes. A file that is written in it never comes here: it goes to the database
as it is. Forms that can be read in one way only are taken; what is ambiguous stays as it is, and the checks name it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from intake.dialect import wrong_columns
from intake.faults import LIMIT, Fault, FilesRefused
from intake.forms import Column, File, Record, Shape
from intake.sheets import is_workbook, sheet_records
from intake.texts import text_records

_HEADER_WITHIN = 15
"""Lines in which a header is looked for, under a title of the report."""
_BLANKS = "".join(("\u00a0", "\u202f", "\u2007", "\u2009", "\u200b", "\ufeff", " ", "\t"))
_TO_BLANK: dict[int, str] = {ord(blank): " " for blank in _BLANKS}
_FORMULA_TEXT = re.compile(r'="(.*)"')
"""How Excel is told to keep leading zeros."""
_TOTALS = re.compile(r"(итого|всего|total)\b.*", re.IGNORECASE)
_RUSSIAN_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?$")
_GROUPED = re.compile(r"-?\d{1,3}( \d{3})+([.,]\d+)?")
_RUSSIAN_MONTH = re.compile(r"(0[1-9]|1[0-2])\.(20\d\d)")
_YES, _NO = frozenset({"да", "истина", "true", "yes"}), frozenset({"нет", "ложь", "false", "no"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a file stand: `columns` are those of its header, in its order."""

    columns: tuple[str, ...]
    places: tuple[int, ...]


def layout_and_records(file: File, path: Path) -> tuple[Layout, Iterator[Record]]:
    """Returns the columns and the records after the header, each value in its strict form; blank and total rows are
    left out. Raises FilesRefused, also while the records are read.
    """
    name = file.file_name
    if not path.stat().st_size:
        raise FilesRefused([Fault(name, 0, "", "файл пуст: нужны заголовок и строки под ним")])
    found = sheet_records(name, path) if is_workbook(path) else text_records(name, path)
    line, header, rest = _header(file, found)
    layout = _layout(file, line, header)
    return layout, _strict(file, layout, len(header), rest)


def _header(file: File, records: Iterator[Record]) -> tuple[int, list[str], Iterator[Record]]:
    """The first line with most of the required columns; else the first line, whose faults are then told."""
    needed = {column.name for column in file.form.columns if not column.optional}
    seen: list[Record] = []
    for record in records:
        seen.append(record)
        names = {_trimmed(field) for field in record[1]}
        if 2 * len(needed & names) > len(needed) or len(seen) >= _HEADER_WITHIN:
            break
    if not seen:
        raise FilesRefused([Fault(file.file_name, 0, "", "файл пуст: нужны заголовок и строки под ним")])
    best = seen[-1] if 2 * len(needed & {_trimmed(field) for field in seen[-1][1]}) > len(needed) else seen[0]
    after = chain(seen[seen.index(best) + 1 :], records)
    return best[0], [_trimmed(field) for field in best[1]], after


def _layout(file: File, line: int, header: Sequence[str]) -> Layout:
    named = [(place, name) for place, name in enumerate(header) if name]
    columns = tuple(name for _, name in named)
    known = {column.name for column in file.form.columns}
    if not known & set(columns):
        example = ", ".join(column.name for column in file.form.columns[:3])
        remedy = f"в файле нет строки с именами столбцов ({example}, …): возьмите образец файла и перенесите данные"
        raise FilesRefused([Fault(file.file_name, line, "", remedy)])
    if faults := list(wrong_columns(file, columns, line)):
        raise FilesRefused(faults)
    return Layout(columns, tuple(place for place, _ in named))


def _strict(file: File, layout: Layout, width: int, records: Iterator[Record]) -> Iterator[Record]:
    shaped = [_reader_of(file.column(name)) for name in layout.columns]
    faults: list[Fault] = []
    for line, fields in records:
        values = [_trimmed(field) for field in fields]
        if not any(values) or _TOTALS.fullmatch(next(filter(None, values))):
            continue
        if len(values) < width or any(values[width:]):
            faults.append(Fault(file.file_name, line, "", _wrong_width(len(values), width)))
            if len(faults) >= LIMIT:
                break
            continue
        if not faults:
            yield line, [read(values[place]) for read, place in zip(shaped, layout.places, strict=True)]
    if faults:
        raise FilesRefused(faults)


def _wrong_width(found: int, wanted: int) -> str:
    more = "лишний разделитель внутри текста возьмите вместе с текстом в кавычки" if found > wanted else "допишите их"
    return f"в строке {found} полей, а в заголовке {wanted}: {more}"


def _trimmed(field: str) -> str:
    text = field.strip(_BLANKS)
    formula = _FORMULA_TEXT.fullmatch(text)
    return formula.group(1) if formula else text


def _reader_of(column: Column) -> Callable[[str], str]:
    shape = column.shape
    by_kind = {"day": _day, "decimal": _decimal, "whole": _whole, "flag": _flag}
    return by_kind.get(shape.kind) or (_month if _is_month(shape) else _as_it_is)


def _is_month(shape: Shape) -> bool:
    return bool(shape.pattern) and re.fullmatch(shape.pattern, "2026-10") is not None


def _as_it_is(text: str) -> str:
    return text


def _day(text: str) -> str:
    """25.10.2026 is no other day anywhere; 10/11/2026 could be two, so it stays."""
    day = _MIDNIGHT.sub("", text)
    russian = _RUSSIAN_DAY.fullmatch(day)
    if not russian:
        return day
    try:
        return datetime.strptime(day, "%d.%m.%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return text


def _month(text: str) -> str:
    russian = _RUSSIAN_MONTH.fullmatch(text)
    return f"{russian.group(2)}-{russian.group(1)}" if russian else text


def _decimal(text: str) -> str:
    number = text.translate(_TO_BLANK)
    if _GROUPED.fullmatch(number):
        number = number.replace(" ", "")
    return number.replace(",", ".") if number.count(",") == 1 and "." not in number else number


def _whole(text: str) -> str:
    """«12,0» and «12.00» are whole; «12,5» is not, and stays for the checks to name."""
    whole, dot, fraction = _decimal(text).partition(".")
    return whole if dot and whole and not fraction.strip("0") else _decimal(text) if not dot else text


def _flag(text: str) -> str:
    word = text.lower()
    return "1" if word in _YES else "0" if word in _NO else text
