"""Files as people's programs write them become the strict records, or are refused with the true cause (S12)."""

from pathlib import Path

import pytest

from contracts.supply import FORM
from intake.dialect import dialect_of
from intake.faults import FilesRefused
from intake.forms import File
from intake.records import layout_and_records

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
        STRICT.encode("koi8-r"),
        STRICT.encode("cp866"),
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
        *(
            STRICT.replace("2015-01-31", day).encode()
            for day in ("31.1.2015", "31.01.2015 г.", "2015/01/31", "2015.1.31", "20150131", "2015-01-31 00:00:00.000")
        ),
        STRICT.replace("2015-01-31", "2015-01-31 00:00:00").encode(),
        STRICT.replace("180111111", '="180111111"').encode(),
        STRICT.replace("city_gas", " city_gas\u00a0").encode(),
        STRICT.replace(";2;3;", ";2,0;3.00;").encode(),
        STRICT.replace(";0;2015", ";нет;2015").encode(),
        STRICT.replace("Иванова Мария", '"Иванова Мария"').encode(),
        STRICT[:-1].encode(),
        f"{STRICT}\x1a".encode("cp866"),
        STRICT.replace(HEADER, HEADER.upper()).encode(),
        STRICT.replace(HEADER, ";".join(f'"{name}"' for name in HEADER.split(";"))).encode(),
        STRICT.replace(";", "|").encode(),
        STRICT.replace("Иванова Мария", "Иванова\u00a0Мария").encode(),
    ],
)
def test_every_usual_way_of_writing_gives_the_same_record(tmp_path: Path, content: bytes) -> None:
    assert records(tmp_path, content) == [RECORD]


def test_excels_separator_line_and_a_title_move_the_lines_and_nothing_else(tmp_path: Path) -> None:
    assert records(tmp_path, f"sep=;\r\n{STRICT}".encode("utf-8-sig")) == [(3, RECORD[1])]
    assert records(tmp_path, f'"sep=;"\n{STRICT}'.encode()) == [(3, RECORD[1])]
    titled = f"Абоненты на 01.10.2026;;;;;;;;;\n;;;;;;;;;\n{STRICT}"
    assert records(tmp_path, titled.encode("cp1251")) == [(4, RECORD[1])]
    with_commas = f"Абоненты, участки 180, 181, 182, 183, 184, 185, 186, 187, 188, 189\n{STRICT}"
    assert records(tmp_path, with_commas.encode("cp1251")) == [(3, RECORD[1])]


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
    "written",
    [
        *("10/11/2026", "31-01-2026", "46327", "2026-30-11", "2026/30/11", "31.02.2026", "1,8E+08", "01.11.26"),
        *("2026-11-01 12:00:00", "20263011", "01112026"),
    ],
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *((written, "2026-10") for written in ("10.2026", "2026-10", "10/2026", "2026/10", "2026-10-01", "01.10.2026")),
        *((written, "2026-10") for written in ("Октябрь 2026", "октябрь 2026 г.")),
        *((written, written) for written in ("13.2026", "окт.26", "2026-10-02", "10.26", "Октобрь 2026")),
    ],
)
def test_a_month_may_be_written_as_russians_do(tmp_path: Path, written: str, read: str) -> None:
    text = f"account_number;period;kopecks\n180111111;{written};100\n"
    assert records(tmp_path, text.encode(), "opening_balances")[0][1][1] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("12", "12"), ("12,0", "12"), ("12345,000", "12345"), ("1 007", "1007"), ("\u22125", "-5")),
        *((written, written) for written in ("1,000", "1.000", "12,000", "999,000", "12,5", "1 00")),
    ],
)
def test_a_whole_number_with_zeros_is_taken_unless_they_could_be_thousands(
    tmp_path: Path, written: str, read: str
) -> None:
    text = f"account_number;period;kopecks\n180111111;2026-10;{written}\n"
    assert records(tmp_path, text.encode(), "opening_balances")[0][1][2] == read


@pytest.mark.parametrize("written", ["01.01.0001 0:00:00", "01.01.0001", "  .  .    ", "0001-01-01T00:00:00"])
def test_a_day_that_is_not_set_in_1c_is_an_empty_one(tmp_path: Path, written: str) -> None:
    text = STRICT.replace(HEADER, f"{HEADER};closed_on").replace("2015-01-31", f"2015-01-31;{written}")
    assert records(tmp_path, text.encode("cp1251")) == [(2, [*RECORD[1], ""])]


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
        (
            STRICT.encode() + "180111112;Сидор".encode()[:-1],
            "accounts.csv, строка 3: файл в UTF-8, но часть знаков испорчена",
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


def test_only_the_strict_form_goes_to_the_database_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    for content, strict in (
        (STRICT, True),
        (STRICT.replace("\n", "\r\n"), True),
        (STRICT.replace("\n", "\r"), False),
        (STRICT.replace("Мария", '"Мария"'), False),
        (STRICT.replace("rooms", "комнат"), False),
        (STRICT.replace("rooms", "ROOMS"), False),
    ):
        path.write_bytes(content.encode())
        assert (dialect_of(File(FORM["accounts"]), path) is not None) is strict
