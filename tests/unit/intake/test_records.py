"""Files as people's programs write them become the strict records, or are refused with the true cause (S12)."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from contracts.supply import FORM
from intake.dialect import dialect_of
from intake.faults import FilesRefused
from intake.forms import File
from intake.records import layout_and_records
from intake.sheets import sheet_records

pytestmark = [pytest.mark.req("S12"), pytest.mark.case("I9")]
HEADER = "account_number;full_name;address;district;rooms;persons;stove;tariff_group;heating;opened_on"
ROW = "180111111;Иванова Мария;г. Калуга, ул. Кирова, 1;180;2;3;gas;city_gas;0;2015-01-31"
STRICT = f"{HEADER}\n{ROW}\n"
RECORD = (2, ROW.split(";"))


def records(tmp_path: Path, content: bytes, name: str = "accounts") -> list[tuple[int, list[str]]]:
    path = tmp_path / f"{name}.csv"
    path.write_bytes(content)
    _, found = layout_and_records(File(FORM[name]), path)
    return list(found)


def refused(tmp_path: Path, content: bytes, name: str = "accounts") -> list[str]:
    with pytest.raises(FilesRefused) as error:
        records(tmp_path, content, name)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        STRICT.encode(),
        STRICT.encode("utf-8-sig"),
        STRICT.encode("cp1251"),
        STRICT.encode("utf-16"),
        STRICT.encode("utf-16-le"),
        STRICT.encode("utf-16-be"),
        STRICT.replace("\n", "\r\n").encode(),
        STRICT.replace("\n", "\r").encode("cp1251"),
        STRICT.replace(";", "\t").encode("utf-16"),
        f"{STRICT}\n;;;;;;;;;\n  ;;;;;;;;;\n\n".encode(),
        f"{STRICT}Итого:;1;;;;;;;;\n".encode(),
        f"{HEADER};\n{ROW};\n".encode(),
        STRICT.replace("2015-01-31", "31.01.2015").encode(),
        STRICT.replace("2015-01-31", "31.01.2015 0:00:00").encode(),
        STRICT.replace("2015-01-31", "2015-01-31 00:00:00").encode(),
        STRICT.replace("180111111", '="180111111"').encode(),
        STRICT.replace("city_gas", " city_gas\u00a0").encode(),
        STRICT.replace(";2;3;", ";2,0;3.00;").encode(),
        STRICT.replace(";0;2015", ";нет;2015").encode(),
        STRICT.replace("Иванова Мария", '"Иванова Мария"').encode(),
        STRICT[:-1].encode(),
    ],
)
def test_every_usual_way_of_writing_gives_the_same_record(tmp_path: Path, content: bytes) -> None:
    assert records(tmp_path, content) == [RECORD]


def test_excels_separator_line_and_a_title_move_the_lines_and_nothing_else(tmp_path: Path) -> None:
    assert records(tmp_path, f"sep=;\r\n{STRICT}".encode("utf-8-sig")) == [(3, RECORD[1])]
    titled = f"Абоненты на 01.10.2026;;;;;;;;;\n;;;;;;;;;\n{STRICT}"
    assert records(tmp_path, titled.encode("cp1251")) == [(4, RECORD[1])]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('ООО "Ромашка"', 'ООО "Ромашка"'),
        ('"ООО ""Ромашка"""', 'ООО "Ромашка"'),
        ('Иванова "Мария" Петровна', 'Иванова "Мария" Петровна'),
        ('"Иванова; Мария"', "Иванова; Мария"),
    ],
)
def test_quotes_inside_a_value_stay(tmp_path: Path, written: str, kept: str) -> None:
    assert records(tmp_path, STRICT.replace("Иванова Мария", written).encode())[0][1][1] == kept


@pytest.mark.parametrize(
    "written", ["10/11/2026", "46327", "2026-30-11", "31.02.2026", "1,8E+08", "01.11.26", "2026-11-01 12:00:00"]
)
def test_an_ambiguous_day_stays_for_the_checks_to_name(tmp_path: Path, written: str) -> None:
    assert records(tmp_path, STRICT.replace("2015-01-31", written).encode())[0][1][-1] == written


@pytest.mark.parametrize(
    ("written", "read"),
    [("7,36", "7.36"), ("7.36", "7.36"), ("1 007,36", "1007.36"), ("1\u00a0007,36", "1007.36"), ("7,3,6", "7,3,6")],
)
def test_a_decimal_comma_is_a_decimal_dot(tmp_path: Path, written: str, read: str) -> None:
    text = f"set;from;group;zone;tier1\n2026;2026-10-01;city_gas;one;{written}\n"
    assert records(tmp_path, text.encode(), "tariffs")[0][1][-1] == read


@pytest.mark.parametrize(("written", "read"), [("10.2026", "2026-10"), ("2026-10", "2026-10"), ("13.2026", "13.2026")])
def test_a_month_may_be_written_as_russians_do(tmp_path: Path, written: str, read: str) -> None:
    text = f"account_number;period;kopecks\n180111111;{written};100\n"
    assert records(tmp_path, text.encode(), "opening_balances")[0][1][1] == read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "accounts.csv: файл пуст"),
        (b"\n\n", "accounts.csv, строка 1: в файле нет строки с именами столбцов"),
        (
            "Лицевой счёт;ФИО\n180111111;Иванова\n".encode("cp1251"),
            "accounts.csv, строка 1: в файле нет строки с именами",
        ),
        (STRICT.replace("rooms", "комнат").encode(), "accounts.csv, строка 1, поле rooms: такого столбца в файле нет"),
        (f"{STRICT}{ROW};лишнее\n".encode(), "accounts.csv, строка 3: в строке 11 полей, а в заголовке 10"),
        (f"{STRICT}180111112;Петров\n".encode(), "accounts.csv, строка 3: в строке 2 полей, а в заголовке 10"),
        (
            STRICT.replace("Иванова", '"Иванова').encode() + ROW.encode() + b'"\n',
            "accounts.csv, строка 2: кавычка открыта",
        ),
        (b"PK\x03\x04 no workbook", "accounts.csv: книга не открывается"),
    ],
)
def test_what_is_wrong_with_the_whole_file_is_said_once(tmp_path: Path, content: bytes, said: str) -> None:
    found = refused(tmp_path, content)
    assert found[0].startswith(said)
    assert "rooms" in said or len(found) == 1


def test_a_column_in_russian_is_named_as_it_is_written(tmp_path: Path) -> None:
    found = refused(tmp_path, STRICT.replace("heating", "отопление").encode("cp1251"))
    assert found == [found[0]]
    assert found[0].startswith("accounts.csv, строка 1, поле отопление: неизвестный столбец")


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


def test_only_the_strict_form_goes_to_the_database_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    for content, strict in (
        (STRICT, True),
        (STRICT.replace("\n", "\r\n"), True),
        (STRICT.replace("\n", "\r"), False),
        (STRICT.replace("Мария", '"Мария"'), False),
        (STRICT.replace("rooms", "комнат"), False),
    ):
        path.write_bytes(content.encode())
        assert (dialect_of(File(FORM["accounts"]), path) is not None) is strict
