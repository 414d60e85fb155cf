"""Acts of meters on the real database: what they change, what billing hears, how they are taken back."""

from datetime import date

import pytest

from chassis.context import Context, entered
from chassis.errors import Refusal
from contracts.meters import MeterActCancellation, MeterActRequest, MeterDescription
from contracts.wire import AccountRef, AccountRefs, ZoneValue
from tests.integration.readings.conftest import ONE, STAFF, Desk

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
