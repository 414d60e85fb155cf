"""Workbooks are read as their sheets show them, with bounds; what they have lost is told (S12)."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from contracts.supply import FORM
from intake.faults import FilesRefused
from intake.forms import File
from intake.records import layout_and_records
from intake.sheets import sheet_records
from tests.unit.intake.test_records import HEADER, RECORD, ROW, records, refused

pytestmark = [pytest.mark.req("S12"), pytest.mark.case("I9")]


def test_a_workbook_is_read_as_its_sheet_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Абоненты"), book.add_format({"num_format": "dd.mm.yyyy"})
        book.add_worksheet("Лист2")
        sheet.write_row(0, 0, HEADER.split(";"))
        sheet.write_row(1, 0, ROW.split(";")[:-1])
        sheet.write_number(1, 0, 180111111)
        sheet.write_number(1, 4, 2)
        sheet.write_datetime(1, 9, date(2015, 1, 31), day)
    _, found = layout_and_records(File(FORM["accounts"]), path)
    assert list(found) == [RECORD]


def test_rows_and_columns_left_empty_before_the_table_keep_its_places(tmp_path: Path) -> None:
    path = tmp_path / "accounts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["номер", "имя"])
        sheet.write_row(5, 2, ["Иванова"])
    assert list(sheet_records("accounts.csv", path)) == [(3, ["", "номер", "имя"]), (6, ["", "", "Иванова"])]


CORNERS = {
    "the last cell of all": (2**20 - 1, 2**14 - 1),
    "a row of no sheet": (2**32 - 2, 2**14 - 1),
    "a column of no sheet": (2, 26**6),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_a_workbook_whose_cells_are_far_apart_is_refused_and_ends_nobody(tmp_path: Path, corner: str) -> None:
    """A few hundred bytes ask for gigabytes: who reads them lives in a process of its own."""
    path = tmp_path / "accounts.csv"
    far_apart(path, *CORNERS[corner])
    with pytest.raises(FilesRefused) as refused_:
        list(sheet_records("accounts.csv", path))
    [fault] = refused_.value.faults
    assert fault.file == "accounts.csv" and "сохраните лист как «CSV UTF-8»" in fault.remedy


def test_a_stray_cell_in_the_last_row_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    far_apart(path, 2**20 - 1, 1)
    assert list(sheet_records("accounts.csv", path)) == [(1, ["1", ""]), (2**20, ["", "1"])]


def far_apart(path: Path, row: int, column: int) -> None:
    """A workbook with a cell in its first place and one far away."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, 1)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    cell = f'<row r="{row + 1}"><c r="{letters}{row + 1}"><v>1</v></c></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", cell.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_a_packed_part_of_many_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", b"")
        packed.infolist()[0].file_size = 2**31
    with pytest.raises(FilesRefused) as refused_:
        list(sheet_records("accounts.csv", path))
    assert "книга слишком велика" in refused_.value.faults[0].remedy


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12345678901234567, "accounts.csv: в строке 2 число 12345678901234600 длиннее 15 цифр"),
        ("=1/0", "accounts.csv: в ячейке B2 ошибка Excel вместо значения"),
    ],
)
def test_what_a_workbook_has_lost_is_not_taken(tmp_path: Path, value: object, said: str) -> None:
    path = tmp_path / "accounts.csv"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(";"))
        sheet.write_row(1, 0, ROW.split(";"))
        if isinstance(value, str):
            sheet.write_formula(1, 1, value, None, "#DIV/0!")
        else:
            sheet.write(1, 1, value)
    assert refused(tmp_path, path.read_bytes())[0].startswith(said)


def test_a_workbook_shows_a_reckoned_number_and_a_broken_line_as_people_see_them(tmp_path: Path) -> None:
    path = tmp_path / "tariffs.csv"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["set", "from", "group", "zone", "tier1", "source"])
        sheet.write_row(1, 0, ["2026", "2026-10-01", "city_gas", "one", 7.1 + 0.26, "Приказ\nот 1.10"])
    assert records(tmp_path, path.read_bytes(), "tariffs")[0][1][-2:] == ["7.36", "Приказ от 1.10"]
