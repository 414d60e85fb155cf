"""Acts of meters on the real database: what they change, what billing hears, how they are taken back."""

from datetime import date

import pytest

from chassis.context import Context, entered
from chassis.errors import Refusal
from contracts.billing import AccountsChanged, AccountState
from contracts.meters import MeterActCancellation, MeterActRequest, MeterDescription
from contracts.readings import ReadingCorrection
from contracts.wire import AccountRef, AccountRefs, ZoneValue
from intake.faults import FilesRefused
from tests.integration.readings.conftest import METERS, ONE, READINGS, STAFF, Desk

pytestmark = pytest.mark.req("S7")


def replacement(**changes: object) -> MeterActRequest:
    stated: dict[str, object] = {
        "account_number": ONE,
        "kind": "replacement",
        "happened_on": date(2026, 10, 27),
        "number": "7",
        "serial": "S-1",
        "last_readings": [ZoneValue(zone="one", value=12400)],
        "new_meter": MeterDescription(serial="S-9", digits=6, zones=["one"]),
        "first_readings": [ZoneValue(zone="one", value=2)],
        "idempotency_key": "act-12345678",
    }
    return MeterActRequest.model_validate(stated | changes)


def test_a_replacement_brings_its_readings_for_its_own_month_and_is_taken_back_whole(desk: Desk) -> None:
    """A2: replaced on 27 September after the cut-off day, the readings of the act are September's."""
    with entered(Context(caller=STAFF)):
        act = desk.readings.record_meter_act(replacement())
        assert desk.readings.record_meter_act(replacement()) == act
    (event,) = desk.events("meter_act_recorded")
    assert [(one["serial"], one["removed_on"]) for one in event["meters"]] == [("S-1", "2026-10-27"), ("S-9", None)]
    told = [(one["meter_serial"], one["period"], one["of_meter_act"]) for one in desk.events("reading_recorded")]
    assert told == [("S-1", "2026-10", True), ("S-9", "2026-10", True)]
    meter = desk.readings.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0].meter
    assert meter is not None and (meter.serial, meter.digits, meter.registers[0].last_value) == ("S-9", 6, 2)
    undo = MeterActCancellation(
        account_number=ONE, act_id=act.act_id, reason="не тот счёт", idempotency_key="undo-1234"
    )
    with entered(Context(caller=STAFF)):
        assert desk.readings.cancel_meter_act(undo).cancelled
    meter = desk.readings.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0].meter
    assert meter is not None and (meter.serial, meter.registers[0].last_value) == ("S-1", 12345)
    assert len(desk.events("reading_withdrawn")) == 2
    (kept,) = desk.readings.list_meter_acts(AccountRef(account_number=ONE)).acts
    assert (kept.cancelled, kept.cancellation_reason) == (True, "не тот счёт")


def test_an_act_that_lacks_its_readings_or_has_an_impossible_day_is_refused(desk: Desk) -> None:
    for changes, field in (
        ({"last_readings": []}, "last_readings"),
        ({"happened_on": date(1926, 10, 27)}, "happened_on"),
        ({"happened_on": date(2062, 10, 27)}, "happened_on"),
    ):
        with entered(Context(caller=STAFF)), pytest.raises(Refusal) as refused:
            desk.readings.record_meter_act(replacement(**changes))
        assert (refused.value.code, refused.value.field) == ("act_refused", field)


def test_last_readings_after_the_cut_off_day_move_with_the_act_and_back(desk: Desk) -> None:
    """A2: sent on 26 October they are November's, until the meter ends in October."""
    desk.load(readings=READINGS + "180111111,S-1,one,12390,2026-10-26,without_payment\n")
    month = "select period from readings where taken_on = '2026-10-26'"
    assert desk.rows(month) == [("2026-11",)]
    with entered(Context(caller=STAFF)):
        act = desk.readings.record_meter_act(replacement())
        assert desk.rows(month) == [("2026-10",)]
        undo = MeterActCancellation(
            account_number=ONE, act_id=act.act_id, reason="не тот счёт", idempotency_key="undo-1234"
        )
        desk.readings.cancel_meter_act(undo)
    assert desk.rows(month) == [("2026-11",)]


def test_a_file_that_does_not_know_the_removal_does_not_take_it_back(desk: Desk) -> None:
    removal = replacement(kind="removal", new_meter=None, first_readings=[])
    with entered(Context(caller=STAFF)):
        desk.readings.record_meter_act(removal)
    desk.load(meters=METERS)
    assert desk.rows("select removed_on from meters where serial = 'S-1'") == [(date(2026, 10, 27),)]


def test_a_loaded_reading_that_the_desk_withdraws_is_told_by_what_it_was(desk: Desk) -> None:
    (reading_id,) = desk.rows("select id from readings where taken_on = '2026-10-20' and meter_id = 1")[0]
    correction = ReadingCorrection(
        account_number=ONE, reading_id=str(reading_id), reason="ошибка в цифре", idempotency_key="back-12345"
    )
    with entered(Context(caller=STAFF)):
        desk.readings.withdraw_reading(correction)
    (told,) = desk.events("reading_withdrawn")
    assert told["what"] == {
        "meter_serial": "S-1",
        "taken_on": "2026-10-20",
        "values": [{"zone": "one", "value": 12345, "decimals": 0}],
        "loaded": True,
    }


def test_after_the_closing_no_readings_are_taken_and_the_last_ones_are_of_its_month(desk: Desk) -> None:
    desk.load(readings=READINGS + "180111111,S-1,one,12390,2026-10-26,without_payment\n")
    closed = AccountsChanged(version=1, accounts=[AccountState(number=ONE, open=True, closed_on=date(2026, 10, 31))])
    with desk.database.transaction() as session:
        desk.readings.remember_closings(closed, session)
    assert desk.rows("select period from readings where taken_on = '2026-10-26'") == [("2026-10",)]
    (finding,) = desk.check(ONE, one="12400").findings
    assert finding.severity == "error" and "закрыт 31 октября 2026" in finding.message
    with pytest.raises(FilesRefused) as refused:
        desk.load(readings=READINGS + "180111111,S-1,one,12400,2026-11-02,without_payment\n")
    assert {fault.field for fault in refused.value.faults} == {"taken_on"}
    late = replacement(happened_on=date(2026, 11, 2))
    with entered(Context(caller=STAFF)), pytest.raises(Refusal) as act:
        desk.readings.record_meter_act(late)
    assert act.value.field == "happened_on"


def test_two_meters_at_one_point_are_refused_and_at_two_are_taken(desk: Desk) -> None:
    head = METERS.split("\n")[0] + ",point\n"
    line = "180111111,S-7,5,one,2026-10-01,,2035-04-11,,15"
    with pytest.raises(FilesRefused) as refused:
        desk.load(meters=f"{head}{line},1\n")
    assert [(fault.file, fault.field) for fault in refused.value.faults] == [("meters.csv", "removed_on")]
    assert desk.load(meters=f"{head}{line},2\n") == {"meters": 1}


def test_a_typed_comma_is_read_by_the_decimals_of_the_meter(desk: Desk) -> None:
    head = METERS.split("\n")[0] + ",decimals\n"
    desk.load(meters=f"{head}180111111,S-1,6,one,2019-04-11,,2035-04-11,,15,1\n")
    assert desk.check(ONE, one="1245,5").zones[0].current == 12455
    assert desk.check(ONE, one="1246").zones[0].current == 12460
