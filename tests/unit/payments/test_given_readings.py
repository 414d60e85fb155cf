"""Readings beside the money of a register's row: taken as written, by the profile, and never a fault of the file."""

from datetime import date

import pytest

from services.payments.statements.formats.parsing import parse
from services.payments.statements.formats.profiles import Profile, load_profiles

pytestmark = [pytest.mark.req("S3", "M4.6.1"), pytest.mark.case("I8")]

TODAY = date(2026, 11, 10)
PROFILES = {profile.name: profile for profile in load_profiles()}
COLUMNS = PROFILES["cash-desk"].model_dump()
ROW = "8608;0123;77;1;250.00;2.50;05/11/2026;CLIENTDOCNO:991;CLIENTNO:180111111"


def keyed(tail: str, amount: str = "250.00") -> list[tuple[str, list[tuple[str | None, str]]]]:
    line = f"{ROW.replace('250.00', amount)};{tail}"
    rows = parse(line.encode("cp1251"), PROFILES["sber-keyed"], TODAY).rows
    return [(one.serial, [(v.zone, v.digits) for v in one.values]) for row in rows for one in row.readings]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("method_pay:карта;CounterVal_1:11150", [("", [(None, "11150")])]),
        ("COUNTERVAL_1:11150;CounterVal_2:7829", [("", [(None, "11150"), (None, "7829")])]),
        ("CounterVal_2:7829;CounterVal_1:11150;CounterNo:00 123", [("00 123", [(None, "11150"), (None, "7829")])]),
        ("CounterVal_1:11150;CounterVal_2:;CounterVal_3:", [("", [(None, "11150")])]),
        ("CounterVal_1:011150,00", [("", [(None, "011150")])]),
        ("CounterVal_1:11150.000", [("", [(None, "11150")])]),
        ("CounterVal_1:11150.7", [("", [(None, "11150.7")])]),
        ("CounterVal_1:не помню", [("", [(None, "не помню")])]),
        ("CounterVal_1:" + "9" * 50, [("", [(None, "9" * 20)])]),
        ("CounterVal_1:", []),
        ("CounterNo:123", []),
        ("method_pay:карта", []),
    ],
)
def test_what_the_payer_typed_is_passed_on_as_written(tail: str, expected: object) -> None:
    assert keyed(tail) == expected


def test_a_row_without_money_brings_its_readings_and_one_without_both_is_only_counted() -> None:
    assert keyed("CounterVal_1:11150", amount="0.00") == [("", [(None, "11150")])]
    parsed = parse(ROW.replace("250.00", "0.00").encode("cp1251"), PROFILES["sber-keyed"], TODAY)
    assert (parsed.rows, parsed.without_money) == ([], 1)


def test_a_storno_brings_no_readings() -> None:
    assert keyed("CounterVal_1:11150", amount="-250.00") == []


def test_a_profile_names_a_column_for_each_zone_and_each_meter() -> None:
    meters = (
        {"values": (6, 7), "zones": ("day", "night"), "serial": 8},
        {"values": (9,), "serial": 10},
    )
    profile = Profile.model_validate(COLUMNS | {"readings": meters})
    head = "чек;дата;счёт;ФИО;сумма;Т1;Т2;№;Т1;№\n"
    rows = parse(
        (head + "1;2026-11-05;180111111;И.;1,00;100;50;A-1;7;B-2\n2;2026-11-05;180111112;П.;2,00;;60\n").encode(),
        profile,
        TODAY,
    ).rows
    first, second = rows
    assert [(one.serial, [(v.zone, v.digits) for v in one.values]) for one in first.readings] == [
        ("A-1", [("day", "100"), ("night", "50")]),
        ("B-2", [(None, "7")]),
    ]
    assert [(one.serial, [(v.zone, v.digits) for v in one.values]) for one in second.readings] == [
        ("", [("night", "60")])
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"readings": ({"values": (6, 7), "zones": ("day",)},)},
        {"readings": ({"values": (6, 7), "zones": ("day", "day")},)},
        {"readings": ({"values": ()},)},
        {"readings": ({"values": (6,)},), "kind": "orders", "columns": COLUMNS["columns"] | {"order": 3}},
    ],
    ids=["a zone too few", "a zone twice", "no column", "of orders"],
)
def test_a_profile_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"readings|zones|values"):
        Profile.model_validate(COLUMNS | wrong)
