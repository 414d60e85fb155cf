"""Acts and changed attributes in billing: from files and the desk, month by month."""

from datetime import date

import pytest

from chassis.errors import Refusal
from contracts.billing import AccountActRequest, ActCancellation, ActDetail, OwnerChange
from contracts.wire import AccountRef
from intake.faults import FilesRefused
from tests.support.billing_town import BARE, HEADS, ONE, TWO, Town, account, meter

pytestmark = pytest.mark.req("S7")
METERS = f"{HEADS['meters']},first_reading,last_reading"
OTHERS = [account(TWO), account(BARE, persons=1, rooms=1)]


def test_an_act_of_a_file_is_added_once_and_its_cancellation_holds(town: Town) -> None:
    line = f"{ONE},quality,2026-10-10,,,12,hours=5"
    town.write("acts", [line])
    assert town.load()["acts"] == 1
    assert town.load()["acts"] == 0
    with town.as_accountant():
        (act,) = town.billing.list_acts(AccountRef(account_number=ONE)).acts
        assert [(one.name, one.value) for one in act.details] == [("hours", "5")]
        undo = ActCancellation(account_number=ONE, act_id=act.act_id, reason="ошибка", idempotency_key="undo-123")
        assert town.billing.cancel_act(undo).cancelled
    assert town.load()["acts"] == 0


@pytest.mark.parametrize(
    "details",
    ["", "hour=12", "hours=0", "hours=745", "hours=12+since=2026-10-01", "percent=101", "percent=-1", "hours=два"],
)
def test_an_act_on_quality_without_its_figure_enters_nowhere(town: Town, details: str) -> None:
    """It would keep the account from being charged, or charge it otherwise than the act says."""
    with pytest.raises(FilesRefused) as refused:
        town.write("acts", [f"{ONE},quality,2026-10-10,,,12,{details}"])
        town.load()
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.field) == ("acts.csv", 2, "details") and "hours=12" in fault.remedy
    stated = [one.split("=") for one in details.split("+") if one]
    act = AccountActRequest(
        account_number=ONE,
        kind="quality",
        happened_on=date(2026, 10, 10),
        number="12",
        details=[ActDetail(name=name, value=value) for name, value in stated],
        idempotency_key="act-12345",
    )
    with town.as_accountant(), pytest.raises(Refusal) as at_the_desk:
        town.billing.record_act(act)
    assert (at_the_desk.value.code, at_the_desk.value.field) == ("act_refused", "details")


@pytest.mark.parametrize("details", ["power=2", "power_kw=-1", "since=2026-10-11", "since=10.10.2026"])
def test_an_act_on_tampering_states_what_it_charges(town: Town, details: str) -> None:
    with pytest.raises(FilesRefused) as refused:
        town.write("acts", [f"{ONE},tampering,2026-10-10,,,12,{details}"])
        town.load()
    assert [(one.file, one.field) for one in refused.value.faults] == [("acts.csv", "details")]
    town.write("acts", [f"{ONE},tampering,2026-10-10,,,12,power_kw=2.5+since=2026-10-01"])
    assert town.load()["acts"] == 1


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


BY_ACT = f"{ONE},owner_change,2026-11-03,,,8,full_name=Петров Пётр"


def owners_told(town: Town) -> list[str]:
    return [row[0] for row in town.rows("select subject from outbox where type = 'billing.owner_changed.v1'")]


def terms(town: Town) -> list[tuple[str, date | None, int]]:
    with town.as_accountant():
        listed = town.billing.list_owners(AccountRef(account_number=ONE)).terms
    return [(one.full_name, one.since, one.debt_kopecks) for one in listed]


@pytest.mark.parametrize("by", ["file", "desk"])
def test_an_act_of_a_change_waits_for_the_bill_of_the_month_before_and_divides_once(town: Town, by: str) -> None:
    if by == "file":
        town.write("acts", [BY_ACT])
        town.load()
    else:
        with town.as_accountant():
            town.billing.record_act(owner_act())
    assert terms(town) == [("Иванова Мария", None, terms(town)[0][2])] and owners_told(town) == []
    town.run()
    town.publish()
    debt = town.bill().total_kopecks
    assert terms(town) == [("Петров Пётр", date(2026, 11, 3), 0), ("Иванова Мария", None, debt)]
    assert owners_told(town) == [ONE]
    town.write("acts", [BY_ACT])
    town.load()
    assert town.count("account_terms") == 1 and owners_told(town) == [ONE]


def test_a_change_by_act_is_made_at_once_when_the_bill_is_out_and_is_not_taken_back(town: Town) -> None:
    town.run()
    town.publish()
    debt = town.bill().total_kopecks
    with town.as_accountant():
        act = town.billing.record_act(owner_act())
        assert town.billing.record_act(owner_act()) == act
        assert not act.may_be_cancelled
        undo = ActCancellation(account_number=ONE, act_id=act.act_id, reason="ошибка", idempotency_key="undo-123")
        with pytest.raises(Refusal, match="act_refused") as refused:
            town.billing.cancel_act(undo)
    assert refused.value.field == "act_id"
    assert [one[0] for one in terms(town)] == ["Петров Пётр", "Иванова Мария"] and terms(town)[1][2] == debt
    assert owners_told(town) == [ONE]


def test_an_act_of_a_change_that_waits_can_be_taken_back(town: Town) -> None:
    with town.as_accountant():
        act = town.billing.record_act(owner_act())
        assert act.may_be_cancelled
        undo = ActCancellation(account_number=ONE, act_id=act.act_id, reason="ошибка", idempotency_key="undo-123")
        town.billing.cancel_act(undo)
    town.run()
    town.publish()
    assert town.count("account_terms") == 0


def test_a_name_that_comes_with_the_act_in_one_package_leaves_the_former_owner_his(town: Town) -> None:
    town.run()
    town.publish()
    town.write("acts", [BY_ACT])
    town.load(accounts=[account(name="Петров Пётр"), *OTHERS])
    assert [one[0] for one in terms(town)] == ["Петров Пётр", "Иванова Мария"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f"{ONE},owner_change,2026-11-03,,,8,", "details"),
        (f"{ONE},owner_change,2026-11-01,,,8,full_name=Петров Пётр", "happened_on"),
    ],
)
def test_a_change_without_a_name_or_before_the_opening_is_refused(town: Town, line: str, field: str) -> None:
    town.write("acts", [line])
    with pytest.raises(FilesRefused) as refused:
        town.load(accounts=[account(opened_on="2026-11-02"), *OTHERS])
    assert [(one.file, one.field) for one in refused.value.faults] == [("acts.csv", field)]


def test_a_change_at_the_desk_stands_in_the_register_of_acts(town: Town) -> None:
    town.run()
    town.publish()
    change = OwnerChange(
        account_number=ONE,
        since=date(2026, 11, 3),
        full_name="Петров Пётр",
        ground="выписка ЕГРН",
        idempotency_key="owner-0001",
    )
    with town.as_accountant():
        town.billing.change_owner(change)
        (act,) = town.billing.list_acts(AccountRef(account_number=ONE)).acts
    assert (act.kind, act.number, act.may_be_cancelled) == ("owner_change", "выписка ЕГРН", False)
    town.write("acts", [BY_ACT])
    town.load()
    assert town.count("account_terms") == 1


def owner_act() -> AccountActRequest:
    return AccountActRequest(
        account_number=ONE,
        kind="owner_change",
        happened_on=date(2026, 11, 3),
        number="8",
        details=[ActDetail(name="full_name", value="Петров Пётр")],
        idempotency_key="act-12345",
    )
