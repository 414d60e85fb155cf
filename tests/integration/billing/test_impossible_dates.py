"""Each day and month of each file: 1926 and 2062 are refused (A4); norms have no holes (A8)."""

import pytest

from contracts.supply import FORMS
from intake.faults import FilesRefused
from tests.support.billing_town import ONE, Town

DATED = [(form, column) for form in FORMS for column in form.columns if column.shape.meaning is not None]
FILLED = {"text": "x" * 5, "whole": "3", "decimal": "1", "day": "2026-10-10", "flag": "0"}

EXTREMES = ("9" * 25, "NaN", "0001-01-01", "\u202e\u200b", "e\u0301" * 40, "я" * 20_000, "-1", "153.0", "٣")


def filled(column) -> str:  # type: ignore[no-untyped-def]
    shape = column.shape
    if shape.choices:
        return str(shape.choices[0])
    if "месяц, например" in shape.remedy:
        return "2026-10"
    if "лицевой счёт" in shape.remedy:
        return ONE
    return "" if column.optional and shape.pattern else FILLED[shape.kind]


@pytest.mark.req("S6")
@pytest.mark.parametrize("year", ["2000", "2062"])
@pytest.mark.parametrize(("form", "column"), DATED, ids=lambda part: getattr(part, "name", None))
def test_an_impossible_date_is_refused_where_it_enters(empty_town: Town, form, column, year: str) -> None:  # type: ignore[no-untyped-def]
    if year == "2000" and column.shape.meaning not in ("fact", "period", "announced"):
        year = "1926"
    values = {one.name: filled(one) for one in form.columns}
    values[column.name] = f"{year}-10-10"[: len(values[column.name])] or f"{year}-10-10"
    head = ",".join(values)
    empty_town.write(form.name, [",".join(values.values())], head)
    with pytest.raises(FilesRefused) as refused:
        empty_town.load()
    assert column.name in {fault.field for fault in refused.value.faults}


@pytest.mark.req("S1", "S6")
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_extreme_value_in_a_column_is_a_fault_of_the_file(empty_town: Town, form) -> None:  # type: ignore[no-untyped-def]
    """Whatever else is wrong with the line: a fault of the file, never of the program."""
    usual = {one.name: filled(one) for one in form.columns}
    rows = [usual | {column.name: _quoted(text)} for column in form.columns for text in EXTREMES]
    empty_town.write(form.name, [",".join(row.values()) for row in rows], ",".join(usual))
    with pytest.raises(FilesRefused) as refused:
        empty_town.load()
    assert all(fault.file and fault.remedy for fault in refused.value.faults)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.req("S1")
@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (["2026-11-01,gas,1,1,50", "2026-11-01,gas,2,1,60", "2026-11-01,gas,4,1,70"], "rooms"),
        ([f"2026-11-01,gas,1,{persons},50" for persons in (1, 2, 3, 5)], "persons"),
    ],
)
def test_norms_with_a_hole_are_refused(empty_town: Town, rows: list[str], field: str) -> None:
    empty_town.write("norms", rows, "from,stove,rooms,persons,kwh")
    with pytest.raises(FilesRefused) as refused:
        empty_town.load()
    assert [(fault.file, fault.field) for fault in refused.value.faults] == [("norms.csv", field)]
