"""The records of a file that is written in any usual way, in the strict form that the staging table takes.

The strict form is what docs/import.md describes. A file that is written in it never comes here: it goes to the database
as it is. Forms that can be read in one way only are taken; what is ambiguous stays as it is, and the checks name it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from intake.dialect import wrong_columns
from intake.faults import LIMIT, Fault, FilesRefused
from intake.forms import File, Record
from intake.sheets import is_workbook, sheet_records
from intake.spellings import reader_of, trimmed
from intake.texts import HEADER_WITHIN, text_records

_TOTALS = re.compile(r"(итого|всего|total)\b.*", re.IGNORECASE)


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
    names = [column.name for column in file.form.columns]
    found = sheet_records(name, path) if is_workbook(path) else text_records(name, path, names)
    line, header, rest = _header(file, found)
    layout = _layout(file, line, header)
    return layout, _strict(file, layout, len(header), rest)


def _header(file: File, records: Iterator[Record]) -> tuple[int, list[str], Iterator[Record]]:
    """The first line with most of the required columns; else the first line, whose faults are then told."""
    needed = {column.name for column in file.form.columns if not column.optional}
    seen: list[Record] = []
    for record in records:
        seen.append(record)
        names = set(_names(record[1]))
        if 2 * len(needed & names) > len(needed) or len(seen) >= HEADER_WITHIN:
            break
    if not seen:
        raise FilesRefused([Fault(file.file_name, 0, "", "файл пуст: нужны заголовок и строки под ним")])
    best = seen[-1] if 2 * len(needed & set(_names(seen[-1][1]))) > len(needed) else seen[0]
    after = chain(seen[seen.index(best) + 1 :], records)
    return best[0], _names(best[1]), after


def _names(fields: Sequence[str]) -> list[str]:
    """Names of columns are known in capitals, too."""
    return [trimmed(field).lower() for field in fields]


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
    shaped = [reader_of(file.column(name)) for name in layout.columns]
    faults: list[Fault] = []
    for line, fields in records:
        values = [trimmed(field) for field in fields]
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
