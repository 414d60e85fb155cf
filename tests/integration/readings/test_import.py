"""The supplier's files: whole or nothing, the same twice changes nothing, errors name the place and the remedy."""

from datetime import UTC, date, datetime

import pytest

from contracts.readings import AccountMeter
from contracts.wire import AccountRefs
from intake.faults import FilesRefused
from tests.integration.readings.conftest import METERS, NOW, ONE, READINGS, Desk

pytestmark = pytest.mark.req("S1")


def counts(desk: Desk) -> tuple[int, ...]:
    query = "select (select count(*) from {}) n"
    return tuple(desk.rows(query.format(table))[0].n for table in ("meters", "readings", "withdrawals"))


def problems(desk: Desk, **files: str) -> list[tuple[str, int, str]]:
    with pytest.raises(FilesRefused) as refused:
        desk.load(**files)
    assert all(problem.remedy for problem in refused.value.faults)
    return [(problem.file, problem.line, problem.field) for problem in refused.value.faults]


def test_files_are_taken_over(desk: Desk):
    assert counts(desk) == (2, 5, 0)
    row = desk.rows("select * from readings where meter_id = 2")[0]
    assert row.kwh == {"day": 20100, "night": 9800}
    assert (row.period, row.loaded, row.received_at.date()) == ("2026-10", True, date(2026, 10, 20))
    assert "readings.csv: 5 new or changed" in desk.said


def test_the_same_files_twice_change_nothing(desk: Desk):
    assert desk.load(meters=METERS, readings=READINGS) == {"meters": 0, "readings": 0}
    assert counts(desk) == (2, 5, 0)


def test_a_changed_meter_keeps_its_history(desk: Desk):
    changed = METERS.replace("S-1,5,one,2019-04-11,,2035-04-11,,15", "S-1,5,one,2019-04-11,,2036-01-01,2026-11-11,15")
    assert desk.load(meters=changed) == {"meters": 1}
    before = desk.rows("select before from changes")[0].before
    assert (before["serial"], before["verification_due"]) == ("S-1", "2035-04-11")


def test_a_changed_reading_withdraws_the_former_one(desk: Desk):
    assert desk.load(readings=READINGS.replace("12345", "12335")) == {"readings": 1}
    assert counts(desk) == (2, 6, 1)
    assert desk.check(ONE, one="12400").zones[0].previous == 12335
    assert desk.load(readings=READINGS.replace("12345", "12335")) == {"readings": 0}


def test_semicolons_cp1251_bom_and_any_order_of_columns(empty_desk: Desk):
    meters = "serial;account_number;zones;digits;installed_on\r\nЦЭ-6807;180111111;one;5;2019-04-11\r\n"
    assert empty_desk.load("cp1251", meters=meters) == {"meters": 1}
    assert empty_desk.rows("select serial, max_power_kw from meters")[0] == ("ЦЭ-6807", 15)
    readings = "﻿" + READINGS.split("\n")[0] + "\n180111111,ЦЭ-6807,one,100,2026-10-26,imported\n"
    assert empty_desk.load(readings=readings) == {"readings": 1}
    assert empty_desk.rows("select period from readings")[0].period == "2026-11", "after the 25th"


def test_a_replaced_meter(desk: Desk):
    replaced = METERS.replace("S-1,5,one,2019-04-11,,", "S-1,5,one,2019-04-11,2026-11-14,")
    new = replaced + "180111111,S-9,5,one,2026-11-14,,2042-11-14,,15\n"
    assert desk.load(meters=new) == {"meters": 2}
    readings = READINGS + "180111111,S-9,one,2,2026-11-14,control\n"
    desk.load(readings=readings)
    assert desk.check(ONE, one="67").zones[0].volume == 65


@pytest.mark.parametrize(
    ("change", "line", "field"),
    [
        (("180111111,S-1", "18011111,S-1"), 2, "account_number"),
        (("180111112,S-2", "(180)11112,S-2"), 3, "account_number"),
        (("S-1,5", ",5"), 2, "serial"),
        (("S-1,5", "S-1,12"), 2, "digits"),
        (("day+night", "day+dusk"), 3, "zones"),
        (("2019-04-11,,2035-04-11,,15\n180", "11/04/2019,,2035-04-11,,15\n180"), 2, "installed_on"),
        (("S-2,5,day+night,2019-04-11,,", "S-2,5,day+night,2019-04-11,2018-01-01,"), 3, "removed_on"),
        (("180111112,S-2", "180111111,S-1"), 3, "installed_on"),
        (("180111112,S-2", "180111111,S-2"), 3, "removed_on"),
        (("2035-04-11,,15\n180", "2035-04-11,,many\n180"), 2, "max_power_kw"),
        (("2035-04-11,,15\n180", "2035-04-11,,15,1\n180"), 2, ""),
    ],
)
def test_wrong_meters(empty_desk: Desk, change, line, field):
    assert problems(empty_desk, meters=METERS.replace(*change)) == [("meters.csv", line, field)]
    assert counts(empty_desk) == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "line", "field"),
    [
        (("11700", "1 1700"), 2, "value"),
        (("11700", "11700.5"), 2, "value"),
        (("11700", "117000"), 2, "value"),
        (("2026-07-20", "2026-02-30"), 2, "taken_on"),
        (("2026-07-20", "2027-07-20"), 2, "taken_on"),
        (("2026-07-20", "2012-07-20"), 2, "taken_on"),
        (("S-1,one,11700", "S-3,one,11700"), 2, "serial"),
        (("imported\n180111111", "guessed\n180111111"), 2, "source"),
        (("S-1,one,11700", "S-1,dawn,11700"), 2, "zone"),
        (("S-2,night", "S-2,day"), 6, "zone"),
        (("180111112,S-2,night,9800,2026-10-20,imported\n", ""), 6, "zone"),
    ],
)
def test_wrong_readings_load_nothing_at_all(empty_desk: Desk, change, line, field):
    found = problems(empty_desk, meters=METERS, readings=READINGS.replace(*change))
    assert found == [("readings.csv", line, field)]
    assert counts(empty_desk) == (0, 0, 0)


def test_a_missing_and_an_unknown_column(empty_desk: Desk):
    found = problems(empty_desk, meters=METERS.replace("serial", "number"))
    assert found == [("meters.csv", 1, "serial"), ("meters.csv", 1, "number")]


def test_an_empty_or_foreign_file(empty_desk: Desk):
    ((_, line, field),) = problems(empty_desk, accounts="x")
    assert (line, field) == (0, ""), "accounts are not loaded here"
    assert problems(empty_desk, metres="x") == [("metres.csv", 0, "")]
    assert problems(empty_desk, meters="") == [("meters.csv", 0, "")]


def test_zones_of_a_meter_with_readings_stay(desk: Desk):
    assert problems(desk, meters=METERS.replace("S-1,5,one", "S-1,5,day+night")) == [("meters.csv", 2, "zones")]


def test_the_policy_is_loaded_by_day(desk: Desk):
    desk.load(policy="name,from,value\ncutoff_day,2026-01-01,15\nvat_rate,2026-01-01,22\n")
    assert desk.check(ONE, one="12400").period == "2026-12"
    assert problems(desk, policy="name,from,value\ncutoff_day,2026-01-01,soon\n") == [("policy.csv", 2, "value")]
    assert desk.load(policy="name,from,value\ncutoff_day,2026-01-01,15\n") == {"policy": 0}
    assert desk.clock.moment == NOW


@pytest.mark.req("B9")
def test_new_and_changed_meters_are_told_to_whoever_reminds(desk: Desk):
    desk.readings.announce_meters()
    (first,) = desk.events("meters_changed")
    assert {one["account_number"] for one in first["meters"]} == {ONE, "180111112"}
    assert first["meters"][0] == {"account_number": ONE, "read_by_people": True, "verification_due": "2035-04-11"}
    desk.load(meters=METERS.replace("2019-04-11,,2035-04-11,,15", "2019-04-11,2026-11-01,2035-04-11,,15", 1))
    desk.readings.announce_meters()
    desk.readings.announce_meters()
    _, second = desk.events("meters_changed")
    assert [(one["account_number"], one["read_by_people"]) for one in second["meters"]] == [(ONE, False)]
    assert second["version"] > first["version"]


@pytest.mark.req("M4.1.4")
def test_e9_an_account_blocked_for_the_season_is_asked_for_no_readings(desk: Desk):
    def shown() -> AccountMeter:
        return desk.readings.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0]

    assert desk.load(seasonal_blocks=f"account_number;from;to\n{ONE};2026-11-01;2027-03-31\n") == {"seasonal_blocks": 1}
    assert (shown().meter, shown().resting, shown().resting_until) == (None, True, date(2027, 3, 31))
    desk.clock.moment = datetime(2027, 4, 1, 9, tzinfo=UTC)
    assert shown().meter is not None and not shown().resting
    assert desk.load(seasonal_blocks=f"account_number;from\n{ONE};2026-11-01\n") == {"seasonal_blocks": 1}
    assert shown().resting and shown().resting_until is None
    found = problems(desk, seasonal_blocks=f"account_number,from,to\n{ONE},2026-11-01,2026-10-01\n")
    assert found == [("seasonal_blocks.csv", 2, "to")]
