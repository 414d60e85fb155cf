"""Registers by profile: every layout is read to the kopeck, and a damaged file is refused whole with its faults."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.statements.formats.layout import Unreadable
from services.payments.statements.formats.parsing import parse
from services.payments.statements.formats.profiles import Profile, WrongProfile, load_profiles

pytestmark = pytest.mark.req("S3")

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
        parse(content, PROFILES[profile])
    return [(fault.line, fault.field) for fault in refused.value.faults]


def test_the_layout_of_the_branches() -> None:
    parsed = parse(branches(), PROFILES["sber-branches"])
    first, second = parsed.rows
    assert (first.operation, first.day, first.kopecks, first.fee) == ("100000000001", date(2026, 11, 5), 123456, 1235)
    assert (first.account, first.payer) == ("180111111", "Иванов И.И., г. Калуга")
    assert (second.account, second.payer) == ("(180)111112", "Петрова А.А.")
    assert parsed.document == "417 от 06-11-2026"


def test_the_layout_with_keys() -> None:
    line = (
        "8608;0123;77;1;250.00;2.50;05/11/2026;CLIENTDOCNO:991;CLIENTNO:180111111;method_pay:карта;CounterVal_1:12345"
    )
    (row,) = parse(line.encode("cp1251"), PROFILES["sber-keyed"]).rows
    assert (row.operation, row.account, row.kopecks, row.fee) == ("8608:0123:05/11/2026:991", "180111111", 25000, 250)
    assert faults(line.replace("CLIENTNO", "CLIENT").encode("cp1251"), "sber-keyed") == [(1, "лицевой счёт")]


def test_the_layout_of_the_post_with_a_head_and_kopecks() -> None:
    text = "#РЕЕСТР|17\n#ИНН 4029030252\nA-1|05.11.2026|180111111|Иванов|Калуга|25000|100\n#ITOGO|1|25000|100\n"
    (row,) = parse(text.encode("koi8-r"), PROFILES["post-hash"]).rows
    assert (row.operation, row.kopecks, row.fee, row.line) == ("A-1", 25000, 100, 3)


def test_the_layout_of_the_cash_desk_with_quotes_and_thousands() -> None:
    text = '\ufeffчек;дата;счёт;ФИО;сумма\n77;2026-11-05;180111111;"Иванов; И.";1 234,5\n'
    (row,) = parse(text.encode(), PROFILES["cash-desk"]).rows
    assert (row.payer, row.kopecks) == ("Иванов; И.", 123450)


def test_the_acquirers_layout_knows_money_that_went_back() -> None:
    text = (
        "номер;дата;вид;заказ;заказ банка;сумма;комиссия\n"
        "R1;05.11.2026;Оплата;261105-AAAA;b-1;100,00;1,00\n"
        "R2;05.11.2026;Возврат;261105-AAAA;b-1;40,00;0,00\n"
        "Итого;2;60,00;1,00\n"
    )
    paid, back = parse(text.encode(), PROFILES["sber-acquiring"]).rows
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
    assert faults(branches(BRANCHES[0].replace("1234,56;1234,56", "0,00;0,00"))) == [(1, "сумма")]
    assert faults(b"") == [(0, "")]


def test_the_wrong_encoding_and_rows_after_the_end_are_faults() -> None:
    assert faults("чек\n1;2".encode("cp1251"), "cash-desk") == [(1, "")]
    assert faults(branches() + b"\r\n" + BRANCHES[0].encode("cp1251")) == [(4, "")]


@given(st.binary(max_size=200), st.sampled_from(sorted(PROFILES)))
def test_no_file_is_an_accident(content: bytes, profile: str) -> None:
    try:
        parse(content, PROFILES[profile])
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
    assert parse("1\t20261105\t1,00\t180111111".encode("cp866"), mine).rows[0].kopecks == 100
    (folder / "zz.toml").write_text('name = "zz"', encoding="utf-8")
    load_profiles.cache_clear()
    with pytest.raises(WrongProfile, match="zz"):
        load_profiles(str(folder))
