"""Acts and changed attributes in billing: from files and the desk, month by month."""

from datetime import date

import pytest

from chassis.errors import Refusal
from contracts.billing import AccountActRequest, ActCancellation
from contracts.wire import AccountRef
from intake.faults import FilesRefused
from tests.support.billing_town import BARE, HEADS, ONE, TWO, Town, account, meter

pytestmark = pytest.mark.req("S7")
ACTS = "account_number,kind,happened_on,until,serial,number,details"
METERS = f"{HEADS['meters']},first_reading,last_reading"
OTHERS = [account(TWO), account(BARE, persons=1, rooms=1)]


def test_an_act_of_a_file_is_added_once_and_its_cancellation_holds(town: Town) -> None:
    line = f"{ONE},quality,2026-10-10,,,12,hours=5"
    town.write("acts", [line], ACTS)
    assert town.load()["acts"] == 1
    assert town.load()["acts"] == 0
    with town.as_accountant():
        (act,) = town.billing.list_acts(AccountRef(account_number=ONE)).acts
        assert [(one.name, one.value) for one in act.details] == [("hours", "5")]
        undo = ActCancellation(account_number=ONE, act_id=act.act_id, reason="ошибка", idempotency_key="undo-123")
        assert town.billing.cancel_act(undo).cancelled
    assert town.load()["acts"] == 0


def test_a_closing_recorded_at_the_desk_closes_the_account(town: Town) -> None:
    act = AccountActRequest(
        account_number=ONE, kind="closing", happened_on=date(2026, 11, 3), number="3", idempotency_key="act-12345"
    )
    with town.as_accountant():
        town.billing.record_act(act)
    assert town.rows(f"select closed_on from accounts where number = '{ONE}'")[0][0] == date(2026, 11, 3)
    late = act.model_copy(update={"happened_on": date(2062, 11, 3), "idempotency_key": "act-12346"})
    with town.as_accountant(), pytest.raises(Refusal) as refused:
        town.billing.record_act(late)
    assert refused.value.field == "happened_on"


def test_a_removal_without_its_last_readings_is_refused_unless_said_to_be_unread(town: Town) -> None:
    gone = meter(removed="2026-10-05")
    with pytest.raises(FilesRefused) as refused:
        town.write("meters", [f"{gone},,"], METERS)
        town.load()
    assert [(one.file, one.field) for one in refused.value.faults] == [("meters.csv", "last_reading")]
    town.write("meters", [f"{gone},,12400"], METERS)
    town.load()
    assert [tuple(row) for row in town.rows("select period, value from readings where source = 'act'")] == [
        ("2026-10", 12400)
    ]


def test_changed_attributes_hold_from_the_open_month_and_what_was_stays_for_the_months_before(town: Town) -> None:
    town.load(accounts=[account(group="rural"), *OTHERS])
    rows = town.rows(f"select since, tariff_group from account_attributes where account_number = '{ONE}' order by 1")
    assert [tuple(row) for row in rows] == [(date(1900, 1, 1), "city_gas"), (date(2026, 10, 1), "rural")]
