"""What an act of a meter must state (п. 59, 81): each gap names its field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.meters import MeterActRequest, MeterDescription
from contracts.wire import ZoneValue
from services.readings.rules.meter_acts import StandingMeter, fault_of
from services.readings.rules.periods import counts_for

pytestmark = pytest.mark.req("S7")
STANDING = StandingMeter(
    serial="A1",
    zones=["one"],
    digits=5,
    installed_on=date(2019, 4, 11),
    failed_on=None,
    last={"one": 10000},
    last_on=date(2026, 10, 20),
)
NEW = MeterDescription(serial="A2", digits=6, zones=["one"])


def act(**changes: Any) -> MeterActRequest:
    stated: dict[str, Any] = {
        "account_number": "180111111",
        "kind": "replacement",
        "happened_on": date(2026, 11, 10),
        "number": "7",
        "serial": "A1",
        "last_readings": [ZoneValue(zone="one", value=10500)],
        "new_meter": NEW,
        "first_readings": [ZoneValue(zone="one", value=0)],
        "idempotency_key": "form-12345678",
    }
    return MeterActRequest(**(stated | changes))


def test_a_whole_replacement_has_no_fault() -> None:
    assert fault_of(act(), STANDING, None) is None


TWO_ZONES = MeterDescription(serial="A1", digits=5, zones=["night", "day"])
STARTS = [ZoneValue(zone="day", value=7000), ZoneValue(zone="night", value=3500)]


def test_one_meter_goes_on_with_two_zones_from_the_day_of_its_reprogramming() -> None:
    stated = act(kind="reprogramming", new_meter=TWO_ZONES, first_readings=STARTS)
    assert fault_of(stated, STANDING, None) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_readings": []}, "last_readings"),
        ({"first_readings": []}, "first_readings"),
        ({"last_readings": [ZoneValue(zone="day", value=1)]}, "last_readings"),
        ({"last_readings": [ZoneValue(zone="one", value=100_000)]}, "last_readings"),
        ({"last_readings": [ZoneValue(zone="one", value=9_000)]}, "last_readings"),
        ({"first_readings": [ZoneValue(zone="one", value=1_000_000)]}, "first_readings"),
        ({"unread": True}, "unread"),
        ({"serial": "A9"}, "serial"),
        ({"new_meter": None}, "new_meter"),
        ({"new_meter": NEW.model_copy(update={"serial": "A1"})}, "new_meter"),
        ({"new_meter": NEW.model_copy(update={"zones": ["day"]})}, "new_meter"),
        ({"happened_on": date(2019, 4, 10)}, "happened_on"),
        ({"happened_on": date(2026, 10, 19)}, "happened_on"),
        ({"kind": "reprogramming"}, "new_meter"),
        ({"kind": "reprogramming", "new_meter": NEW.model_copy(update={"serial": "A1"})}, "new_meter"),
        ({"kind": "installation"}, "point"),
        ({"kind": "removal"}, "new_meter"),
    ],
)
def test_a_gap_names_its_field(changes: dict[str, Any], field: str) -> None:
    found = fault_of(act(**changes), STANDING, None)
    assert found is not None and (found.field, bool(found.remedy)) == (field, True)


def test_a_meter_that_could_not_be_read_is_said_to_be_so() -> None:
    """П. 59 «а»."""
    assert fault_of(act(last_readings=[], unread=True), STANDING, None) is None
    failure = act(kind="failure", last_readings=[], unread=True, new_meter=None, first_readings=[])
    assert fault_of(failure, STANDING, None) is None
    again = fault_of(failure, replace(STANDING, failed_on=date(2026, 11, 1)), None)
    assert again is not None and again.field == "kind"


def test_a_counter_may_have_passed_zero() -> None:
    near = replace(STANDING, last={"one": 99_900})
    assert fault_of(act(last_readings=[ZoneValue(zone="one", value=40)]), near, None) is None


def test_an_empty_point_takes_an_installation_only() -> None:
    installation = act(kind="installation", serial=None, last_readings=[])
    assert fault_of(installation, None, None) is None
    found = fault_of(act(), None, None)
    assert found is not None and found.field == "serial"
    found = fault_of(act(kind="installation", serial=None), None, None)
    assert found is not None and found.field == "last_readings"


def test_no_act_is_later_than_the_closing_of_the_account() -> None:
    found = fault_of(act(), STANDING, date(2026, 11, 9))
    assert found is not None and found.field == "happened_on"


@pytest.mark.parametrize(
    ("day", "first_on", "ends_on", "period"),
    [
        (date(2026, 9, 25), None, None, "2026-09"),
        (date(2026, 9, 28), None, None, "2026-10"),
        (date(2026, 9, 28), None, date(2026, 9, 28), "2026-09"),
        (date(2026, 9, 28), None, date(2026, 9, 27), "2026-10"),
        (date(2026, 9, 28), None, date(2026, 10, 5), "2026-10"),
        (date(2026, 9, 27), date(2026, 9, 27), None, "2026-09"),
        (date(2026, 9, 27), date(2026, 8, 27), None, "2026-10"),
    ],
)
def test_last_and_first_readings_count_for_their_own_month(
    day: date, first_on: date | None, ends_on: date | None, period: str
) -> None:
    """A2: closed on 28 September with 1 500 on that day: the 500 kWh are September's."""
    assert counts_for(day, 25, first_on=first_on, ends_on=ends_on) == period
