"""Registers by profile: every layout is read to the kopeck, and a damaged file is refused whole with its faults."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.statements.formats.layout import Unreadable
from services.payments.statements.formats.parsing import parse
from services.payments.statements.formats.profiles import Profile, WrongProfile, load_profiles

pytestmark = [pytest.mark.req("S3"), pytest.mark.case("I7")]

TODAY = date(2026, 11, 10)
PROFILES = {profile.name: profile for profile in load_profiles()}
BRANCHES = [
    "05-11-2026;10-15-00;8608/0123;00123;100000000001;180111111;Иванов И.И.;г. Калуга;1026;1234,56;1234,56;12,35",
    "05-11-2026;11-00-01;8608/0123;00123;100000000002;(180)111112;Петрова А.А.;;1026;100,00;99,00;1,00",
]
TRAILER = "=2;1334,56;1333,56;13,35;417;06-11-2026"


def branches(*lines: str, end: str | None = TRAILER) -> bytes:
    return "\r\n".join([*(lines or BRANCHES), *([end] if end else [])]).encode("cp1251")


def faults(content: bytes, profile: str = "sber-branches") -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        parse(content, PROFILES[profile], TODAY)
    return [(fault.line, fault.field) for fault in refused.value.faults]


def test_the_layout_of_the_branches() -> None:
    parsed = parse(branches(), PROFILES["sber-branches"], TODAY)
    first, second = parsed.rows
    assert (first.operation, first.day, first.kopecks, first.fee) == ("100000000001", date(2026, 11, 5), 123456, 1235)
    assert (first.account, first.payer) == ("180111111", "Иванов И.И., г. Калуга")
    assert (second.account, second.payer) == ("(180)111112", "Петрова А.А.")
    assert parsed.document == "417 от 06-11-2026"


def test_the_layout_with_keys() -> None:
    line = (
        "8608;0123;77;1;250.00;2.50;05/11/2026;CLIENTDOCNO:991;CLIENTNO:180111111;method_pay:карта;CounterVal_1:12345"
    )
    (row,) = parse(line.encode("cp1251"), PROFILES["sber-keyed"], TODAY).rows
    assert (row.operation, row.account, row.kopecks, row.fee) == ("8608:0123:05/11/2026:991", "180111111", 25000, 250)
    assert faults(line.replace("CLIENTNO", "CLIENT").encode("cp1251"), "sber-keyed") == [(1, "лицевой счёт")]


def test_the_layout_of_the_post_with_a_head_and_kopecks() -> None:
    text = "#РЕЕСТР|17\n#ИНН 4029030252\nA-1|05.11.2026|180111111|Иванов|Калуга|25000|100\n#ITOGO|1|25000|100\n"
    (row,) = parse(text.encode("koi8-r"), PROFILES["post-hash"], TODAY).rows
    assert (row.operation, row.kopecks, row.fee, row.line) == ("A-1", 25000, 100, 3)


def test_the_layout_of_the_cash_desk_with_quotes_and_thousands() -> None:
    text = '\ufeffчек;дата;счёт;ФИО;сумма\n77;2026-11-05;180111111;"Иванов; И.";1 234,5\n'
    (row,) = parse(text.encode(), PROFILES["cash-desk"], TODAY).rows
    assert (row.payer, row.kopecks) == ("Иванов; И.", 123450)


def test_the_acquirers_layout_knows_money_that_went_back() -> None:
    text = (
        "номер;дата;вид;заказ;заказ банка;сумма;комиссия\n"
        "R1;05.11.2026;Оплата;261105-AAAA;b-1;100,00;1,00\n"
        "R2;05.11.2026;Возврат;261105-AAAA;b-1;40,00;0,00\n"
        "Итого;2;60,00;1,00\n"
    )
    paid, back = parse(text.encode(), PROFILES["sber-acquiring"], TODAY).rows
    assert (paid.kopecks, back.kopecks, paid.order) == (10000, -4000, "261105-AAAA b-1")


def test_a_wrong_total_refuses_the_file() -> None:
    assert faults(branches(end="=3;1334,56;0;13,35")) == [(3, "количество")]
    assert faults(branches(end="=2;1334,57;0;13,35")) == [(3, "сумма")]
    assert faults(branches(end="=2;1334,56;0;x")) == [(3, "комиссия")]


def test_a_file_cut_on_its_way_is_refused() -> None:
    whole = branches()
    assert faults(branches(end=None)) == [(0, "")]
    for length in range(1, len(whole) - len("417;06-11-2026") - 1):
        assert faults(whole[:length])


def test_every_fault_names_its_line_and_field() -> None:
    wrong = BRANCHES[0].replace("1234,56;1234,56", "1234,567;1234,56").replace("05-11-2026", "31-02-2026")
    assert faults(branches(wrong, "мусор")) == [
        (1, "дата"), (1, "сумма"), (2, "номер операции"), (2, "дата"), (2, "сумма"), (2, "комиссия"),
        (2, "лицевой счёт"), (2, "плательщик"),
    ]  # fmt: skip
    assert faults(branches(BRANCHES[0], BRANCHES[0])) == [(2, "номер операции")]
    assert faults(b"") == [(0, "")]


def test_the_wrong_encoding_and_rows_after_the_end_are_faults() -> None:
    assert faults("чек\n1;2".encode("cp1251"), "cash-desk") == [(1, "")]
    assert faults(branches() + b"\r\n" + BRANCHES[0].encode("cp1251")) == [(4, "номер операции")]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "koi8-r", "cp866"])
@pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r"])
def test_a_register_that_was_saved_anew_is_read_by_what_it_tells_of_itself(encoding: str, ends: bytes) -> None:
    content = branches().replace(b"\r\n", ends).decode("cp1251").encode(encoding)
    assert parse(content, PROFILES["sber-branches"], TODAY) == parse(branches(), PROFILES["sber-branches"], TODAY)


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_an_archive_or_a_workbook_is_said_to_be_one(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(content, PROFILES["sber-branches"], TODAY)
    (fault,) = refused.value.faults
    assert fault.remedy.startswith("это архив или книга Excel")


def operation(number: str, account: str, rubles: str, day: str = "05-11-2026") -> str:
    return f"{day};10-15-00;8608/0123;00123;{number};{account};Иванов И.И.;г. Калуга;1026;{rubles};{rubles};0,00"


def test_a_row_without_money_counts_and_moves_nothing() -> None:
    lines = (operation("1", "180111111", "0,00"), operation("2", "180111111", "5,00"))
    parsed = parse(branches(*lines, end="=2;5,00;5,00;0,00;7;06-11-2026"), PROFILES["sber-branches"], TODAY)
    assert ([row.operation for row in parsed.rows], parsed.without_money) == (["2"], 1)


def test_an_empty_day_is_a_register() -> None:
    parsed = parse(b"=0;0,00;0,00;0,00;7;06-11-2026", PROFILES["sber-branches"], TODAY)
    assert (parsed.rows, parsed.document) == ([], "7 от 06-11-2026")
    assert faults(b"=1;0,00;0,00;0,00;7;06-11-2026") == [(1, "количество")]


def test_several_payment_orders_in_a_file_are_each_compared_with_their_own_trailer() -> None:
    first = branches(operation("1", "180111111", "5,00"), end="=1;5,00;5,00;0,00;7;06-11-2026")
    second = branches(operation("2", "180111112", "6,00"), end="=1;6,00;6,00;0,00;8;06-11-2026")
    parsed = parse(first + b"\r\n" + second, PROFILES["sber-branches"], TODAY)
    assert ([row.kopecks for row in parsed.rows], parsed.document) == ([500, 600], "7 от 06-11-2026; 8 от 06-11-2026")
    wrong = branches(operation("2", "180111112", "6,00"), end="=1;6,01;6,00;0,00;8;06-11-2026")
    assert faults(first + b"\r\n" + wrong) == [(4, "сумма")]


def test_a_storno_is_money_that_goes_back_under_the_name_of_what_it_cancels() -> None:
    lines = (operation("1", "180111111", "1000,00"), operation("1", "180111111", "-1000,00"))
    paid, back = parse(branches(*lines, end="=2;0,00;0,00;0,00;7;06-11-2026"), PROFILES["sber-branches"], TODAY).rows
    assert (paid.operation, back.operation, back.kopecks, back.cancels) == ("1", "1/storno", -100000, "1")


def test_one_payment_for_several_accounts_has_a_name_for_each() -> None:
    lines = (operation("1", "180111111", "5,00"), operation("1", "180111112", "6,00"))
    end = "=2;11,00;11,00;0,00;7;06-11-2026"
    for order in (lines, lines[::-1]):
        rows = parse(branches(*order, end=end), PROFILES["sber-branches"], TODAY).rows
        assert {row.operation: row.kopecks for row in rows} == {"1/180111111": 500, "1/180111112": 600}


def test_a_storno_of_several_accounts_has_a_name_for_each() -> None:
    lines = (operation("1", "180111111", "-5,00"), operation("1", "(180)111112", "-6,00"))
    rows = parse(branches(*lines, end="=2;-11,00;-11,00;0,00;7;06-11-2026"), PROFILES["sber-branches"], TODAY).rows
    assert {row.operation: row.cancels for row in rows} == {"1/180111111/storno": "1", "1/180111112/storno": "1"}


@pytest.mark.parametrize("day", ["05-12-2027", "05-11-2036", "05-11-1926", "12-11-2026", "08-11-2025"])
def test_an_operation_of_another_year_is_a_mistyped_date(day: str) -> None:
    assert faults(branches(operation("1", "180111111", "5,00", day), end="=1;5,00;5,00;0,00;7;x")) == [(1, "дата")]


@pytest.mark.parametrize("day", ["11-11-2026", "09-11-2025"])
def test_an_operation_of_the_last_year_and_of_tomorrow_is_taken(day: str) -> None:
    content = branches(operation("1", "180111111", "5,00", day), end="=1;5,00;5,00;0,00;7;x")
    assert len(parse(content, PROFILES["sber-branches"], TODAY).rows) == 1


@given(st.binary(max_size=200), st.sampled_from(sorted(PROFILES)))
def test_no_file_is_an_accident(content: bytes, profile: str) -> None:
    try:
        parse(content, PROFILES[profile], TODAY)
    except Unreadable as refused:
        assert refused.faults


def test_a_supplier_adds_a_profile_of_its_own_and_hears_what_is_wrong_with_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "bank.toml").write_text(
        'name = "bank"\ntitle = "Банк"\nkind = "credits"\nchannel = "Банк"\nencoding = "cp866"\nseparator = "\\t"\n'
        'date_format = "%Y%m%d"\n[columns]\noperation = 1\ndate = 2\namount = 3\naccount = 4\n',
        encoding="utf-8",
    )
    mine = next(profile for profile in load_profiles(str(folder)) if profile.name == "bank")
    assert isinstance(mine, Profile)
    assert parse("1\t20261105\t1,00\t180111111".encode("cp866"), mine, TODAY).rows[0].kopecks == 100
    (folder / "zz.toml").write_text('name = "zz"', encoding="utf-8")
    load_profiles.cache_clear()
    with pytest.raises(WrongProfile, match="zz"):
        load_profiles(str(folder))
