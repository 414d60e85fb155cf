"""The supplier's files: whole or nothing, twice is once, every error says where and what to do (S1)."""

import csv
import json
import re
from pathlib import Path

import pytest

from intake.faults import FilesRefused
from tests.support.billing_town import BARE, HEADS, ONE, TWO, Town, account, charged, meter, read


def errors(town: Town, **files: list[str]) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        town.load(**files)
    return [str(wrong) for wrong in refused.value.faults]


@pytest.mark.req("S1")
def test_the_same_files_twice_change_nothing(town: Town) -> None:
    before = town.everything()
    assert set(town.load().values()) == {0}
    assert town.everything() == before


@pytest.mark.req("S1")
def test_a_changed_row_is_updated_and_what_it_was_is_kept(town: Town) -> None:
    applied = town.load(accounts=[account(persons=4), account(TWO), account(BARE, persons=1, rooms=1)])
    assert applied["accounts"] == 1
    (kept,) = town.rows("select table_name, key, before ->> 'persons' from changes")
    assert tuple(kept) == ("accounts", ONE, "3")


@pytest.mark.req("S1")
def test_an_older_package_that_turns_rows_back_is_told(town: Town) -> None:
    others = [account(TWO), account(BARE, persons=1, rooms=1)]

    def told(persons: int) -> list[str]:
        town.said.clear()
        town.load(accounts=[account(persons=persons), *others])
        return [words for words in town.said if "вернулись" in words]

    assert told(4) == [] and told(5) == [] and told(5) == []
    (words,) = told(4)
    assert words.startswith(f"accounts.csv: строк: 1, например {ONE}, вернулись к значениям"), words
    assert told(6) == [], "new values are no old ones"


@pytest.mark.req("S1")
def test_nothing_is_loaded_when_one_line_of_one_file_is_wrong(town: Town) -> None:
    before = town.everything()
    found = errors(town, accounts=[account(), account("181000001")], meters=[meter(), meter("S-9", digits=0)])
    assert found == ["meters.csv, строка 3, поле digits: ожидается целое число от 3 до 9; найдено: «0»"]
    assert town.everything() == before


@pytest.mark.req("S1")
@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        (
            "accounts",
            account("(180)211111"),
            "account_number: ожидается лицевой счёт: 9 цифр без скобок",
        ),
        ("accounts", account(persons=0), "persons: ожидается целое число от 1 до 99"),
        ("accounts", account(opened_on="2026-02-29"), "opened_on: ожидается день календаря, например 2026-10-25"),
        ("accounts", account(multiplier="1.5"), "multiplier_ground: нужен акт, который даёт основание"),
        ("accounts", account(closed_on="2014-01-01"), "closed_on: не раньше, чем opened_on"),
        ("meters", meter(zones="day"), "zones: ожидается одно из: one, day+night, peak+semi+night"),
        ("meters", meter(number="999999999"), "account_number: нет такого лицевого счёта: добавьте его в accounts.csv"),
        ("readings", read(5, "2026-10-20", "S-7"), "serial: у этого лицевого счёта нет такого счётчика"),
        ("readings", read(5, "2026-10-20", zone="day"), "zone: у счётчика нет такой шкалы"),
        ("readings", read(123456, "2026-10-20"), "value: цифр больше, чем у счётчика"),
        ("credits", f"{ONE},2026-10-05,12.50,Почта,1", "amount_kopecks: ожидается целое число от 1"),
        ("charges", charged("2026-13", 5), "period: ожидается месяц, например 2026-10"),
        ("charges", charged("2026-03", 5), "period: лицевой счёт уже рассчитывается здесь"),
        ("notices", f"{ONE},2026-10-05,письмо,0", "debt_kopecks: ожидается целое число от 1"),
        ("notices", f"{ONE},2026-10-05,письмо,1.000", "debt_kopecks: ожидается целое число от 1"),
        ("meters", meter("1.23457E+14"), "serial: Excel потерял значение: сделайте столбец текстовым"),
        ("notices", f"{ONE},2026-10-05,#Н/Д,500", "channel: Excel потерял значение"),
        ("notices", f"{ONE},2026-10-05,#####,500", "channel: Excel потерял значение"),
    ],
)
def test_an_error_names_file_line_field_and_remedy(town: Town, file: str, line: str, expected: str) -> None:
    (found,) = errors(town, **{file: [line]})
    assert found.startswith(f"{file}.csv, строка 2, поле {expected}")


@pytest.mark.req("S1")
@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        (
            "tariffs",
            ["x,2026-01-01,,city_gas,one,7.481,,,"],
            "tier1: ожидается число от 0 до 9999.99",
        ),
        ("policy", ["avg_windov,2026-01-01,6"], "name: ожидается одно из: cutoff_day"),
        ("policy", ["avg_window,2026-01-01,6.5"], "value: нужно целое число"),
        ("policy", ["avg_window,2026-01-01,13"], "value: для avg_window нужно число от 1 до 12"),
        ("policy", ["due_day,2026-01-01,29"], "value: для due_day нужно число от 1 до 28"),
        ("policy", ["penalty_first_divisor,2026-01-01,0"], "value: для penalty_first_divisor нужно число от 1"),
        ("tiers", ["2026-01-01,,city_gas,6000,3900"], "limit2: больше, чем limit1"),
    ],
)
def test_rates_are_checked_too(town: Town, name: str, lines: list[str], expected: str) -> None:
    head = (town.folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    town.write(name, lines, head)
    (found,) = errors(town)
    assert found.startswith(f"{name}.csv, строка 2, поле {expected}")


@pytest.mark.req("S1")
def test_columns_are_known_by_their_names(town: Town) -> None:
    town.write("debts", [], "account_number,penalty,court_kopecks,duty_kopecks,restriction_kopecks")
    assert errors(town) == [
        "debts.csv, строка 1, поле penalty_kopecks: такого столбца в файле нет: добавьте его",
        "debts.csv, строка 1, поле penalty: неизвестный столбец: уберите его или назовите из account_number, "
        "penalty_kopecks, court_kopecks, duty_kopecks, restriction_kopecks",
    ]
    town.write(
        "debts", [f"0,0,0,5,{ONE}"], "restriction_kopecks,duty_kopecks,court_kopecks,penalty_kopecks,account_number"
    )
    town.load()
    assert town.overview().debts.penalty_kopecks == 5


@pytest.mark.req("S1")
def test_a_line_that_cannot_be_cut_into_fields_is_named(town: Town) -> None:
    (found,) = errors(town, credits=[f"{ONE},2026-10-05,100,Почта,1", f"{ONE},2026-10-05"])
    assert found.startswith("credits.csv, строка 3: в строке 2 полей, а в заголовке 5")


@pytest.mark.req("S1")
def test_two_lines_of_one_thing_are_an_error(town: Town) -> None:
    assert errors(town, meters=[meter(), meter(digits=6)])[0].startswith(
        "meters.csv, строка 3, поле installed_on: уже есть строка с теми же account_number"
    )
    town.write("meters", [meter(), meter("S-2", TWO, "day+night")])
    twins = [read(5, "2026-10-20"), read(6, "2026-10-20")]
    assert errors(town, readings=twins)[0].startswith("readings.csv, строка 3, поле source: уже есть строка")
    town.write("readings", [])
    twice = [f"{ONE},2026-10-05,{kopecks},Почта,1" for kopecks in (100, 200)]
    assert errors(town, credits=twice)[0].startswith("credits.csv, строка 3, поле operation: у этой операции канала")


@pytest.mark.req("S1")
def test_a_fact_is_not_rewritten_by_a_later_file(town: Town) -> None:
    town.load(credits=[f"{ONE},2026-10-05,100,Почта,1"])
    assert "другие сумма" in errors(town, credits=[f"{ONE},2026-10-05,101,Почта,1"])[0]
    town.write("credits", [])
    assert "корректировкой" in errors(town, charges=[charged("2026-09", 1)])[0]
    town.write("charges", [])
    assert "корректировкой" in errors(town, opening_balances=[f"{ONE},2026-04,7"])[0]


@pytest.mark.req("S1")
def test_windows_1251_and_semicolons_are_read(empty_town: Town) -> None:
    lines = [HEADS["accounts"], account(name="Ёлкина Мария")]
    text = "\r\n".join(lines).replace(",", ";").replace("г. Калуга; ул. Кирова; д. 1", "г. Калуга, ул. Кирова, д. 1")
    (empty_town.folder / "accounts.csv").write_bytes(text.encode("cp1251"))
    empty_town.load()
    assert empty_town.rows("select full_name, address from accounts") == [
        ("Ёлкина Мария", "г. Калуга, ул. Кирова, д. 1")
    ]


@pytest.mark.req("S1", "M3.7")
def test_accounts_are_announced_when_they_open_or_close_and_not_otherwise(town: Town) -> None:
    def published_states() -> list[list[dict[str, object]]]:
        rows = town.rows("select body from outbox where type = 'billing.accounts_changed.v1' order by seq")
        return [json.loads(row[0])["accounts"] for row in rows]

    assert [state["number"] for state in published_states()[0]] == [ONE, TWO, BARE]
    town.load(accounts=[account(persons=5), account(TWO, closed_on="2026-10-31"), account(BARE, persons=1, rooms=1)])
    assert published_states()[1:] == [[{"number": TWO, "open": False, "closed_on": "2026-10-31"}]]


@pytest.mark.req("S1")
def test_progress_is_told_and_strangers_are_refused(town: Town, tmp_path: Path) -> None:
    assert any("accounts.csv: 3 lines read" in line for line in town.said)
    (tmp_path / "acounts.csv").write_text("x")
    assert errors(town) == ["acounts.csv: неизвестный файл: уберите или переименуйте его"]


@pytest.mark.req("S1")
def test_equal_errors_are_told_once_and_hide_no_other(town: Town) -> None:
    lines = [f"{ONE},{'soon' if n % 2 else 'later'},1,Почта,{n}" for n in range(150)]
    first, second = errors(town, credits=[*lines, f"{ONE},2026-10-05,x,Почта,x"])
    assert first.startswith("credits.csv, строки 2-101 и дальше, всего 150, поле paid_on: ожидается день")
    assert first.endswith("найдено: «later», «soon»")
    assert second.startswith("credits.csv, строка 152, поле amount_kopecks")


@pytest.mark.req("S12")
def test_a_town_from_excel_is_the_same_town(town: Town) -> None:
    """Every file as Excel saves it in Russia: separator line, cp1251, blank rows, days and fractions in Russian."""
    before = town.everything()
    for path in town.folder.glob("*.csv"):
        rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
        russian = [[_in_russian(value) for value in row] for row in rows]
        text = "sep=;\r\n" + "\r\n".join(";".join(row) for row in russian) + "\r\n" + ";" * (len(rows[0]) - 1) + "\r\n"
        path.write_bytes(text.encode("cp1251"))
    assert set(town.load().values()) == {0}
    assert town.everything() == before


def _in_russian(value: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return ".".join(reversed(value.split("-")))
    if re.fullmatch(r"\d+\.\d+", value):
        return value.replace(".", ",")
    return f'"{value}"' if ";" in value else value
