"""What billing and readings tell of the flat's acts."""

from datetime import date
from typing import Any

from contracts import billing, readings
from contracts.wire import ZoneValue
from tests.support.scripted.people import FLAT, NOW
from tests.support.scripted.readings_answers import SERIAL


def account_act(**more: Any) -> billing.AccountAct:
    row = {
        "act_id": "a1",
        "account_number": FLAT,
        "kind": "access_refused",
        "happened_on": date(2026, 11, 3),
        "until": None,
        "serial": None,
        "number": "31",
        "details": [],
        "source": "desk",
        "recorded_by": "operator",
        "recorded_at": NOW,
        "cancelled": False,
        "may_be_cancelled": True,
    } | more
    return billing.AccountAct.model_validate(row)


def meter_act(**more: Any) -> readings.MeterAct:
    row = {
        "act_id": "m1",
        "account_number": FLAT,
        "kind": "replacement",
        "happened_on": date(2026, 11, 10),
        "number": "77",
        "point": "1",
        "serial": SERIAL,
        "unread": False,
        "last_readings": [ZoneValue(zone="day", value=12950), ZoneValue(zone="night", value=5901)],
        "new_serial": "022",
        "first_readings": [ZoneValue(zone="one", value=3)],
        "note": "",
        "recorded_by": "operator",
        "recorded_at": NOW,
        "cancelled": False,
        "may_be_cancelled": True,
    } | more
    return readings.MeterAct.model_validate(row)


def answers() -> dict[str, Any]:
    quality = account_act(
        act_id="a0",
        kind="quality",
        number="5",
        happened_on=date(2026, 9, 1),
        details=[billing.ActDetail(name="hours", value="12")],
        cancelled=True,
        cancellation_reason="записан дважды",
        may_be_cancelled=False,
    )
    return {
        "billing.list_acts": billing.AccountActs(acts=[account_act(), quality]),
        "billing.record_act": account_act(),
        "billing.cancel_act": account_act(cancelled=True),
        "readings.list_meter_acts": readings.MeterActs(acts=[meter_act()]),
        "readings.record_meter_act": meter_act(),
        "readings.cancel_meter_act": meter_act(cancelled=True),
    }
