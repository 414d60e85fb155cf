"""Acts of meters as billing hears them: the run charges by them, in whatever order events and files come."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from contracts.billing import AccountActRequest
from contracts.meters import WithdrawnValues
from contracts.readings import MeterActRecorded, MeterCopy, ReadingRecorded, ReadingWithdrawn
from contracts.wire import ZoneValue
from services.billing.metering.copying import ReadingNotLoaded
from tests.integration.billing.test_run import billed
from tests.support.billing_town import HEADS, ONE, Town, account, meter, months, read, recorded
from tests.support.late_town import DECEMBER, NOVEMBER, PRICE, bill_month, lines, load

pytestmark = pytest.mark.req("S7")
DAY = date(2026, 10, 27)


def copied(serial: str, **changes: object) -> MeterCopy:
    installed = date(2019, 4, 11) if serial == "S-1" else DAY
    copy = MeterCopy(
        serial=serial,
        point="1",
        digits=5,
        decimals=0,
        ratio=1,
        zones=["one"],
        installed_on=installed,
        removed_on=None,
        verification_due=None,
        failed_on=None,
    )
    return copy.model_copy(update=changes)


def act(version: int = 1, cancels: str | None = None) -> MeterActRecorded:
    """S-1 is replaced by S-9 on 27 October, after the cut-off day; or that is taken back."""
    old, new = copied("S-1", removed_on=None if cancels else DAY), copied("S-9", removed=cancels is not None)
    return MeterActRecorded(
        act_id=str(version),
        cancels=cancels,
        account_number=ONE,
        kind="replacement",
        happened_on=DAY,
        number="7",
        serial="S-1",
        unread=False,
        recorded_by="7",
        recorded_at=datetime(2026, 10, 28, 9, tzinfo=UTC),
        version=version,
        meters=[old, new],
    )


def shown(value: int, serial: str, identity: str) -> ReadingRecorded:
    event = recorded(value, DAY, identity)
    return event.model_copy(update={"meter_serial": serial, "source": "control", "of_meter_act": True})


READ = [shown(12445, "S-1", "a-1"), shown(2, "S-9", "a-2")]
BACK = [ReadingWithdrawn(reading_id=name, account_number=ONE, reason="отменён акт") for name in ("a-1", "a-2")]


@pytest.mark.parametrize("order", list(permutations([act(), *READ]))[::2])
def test_the_run_charges_by_an_act_in_whatever_order_its_events_come(town: Town, order) -> None:  # type: ignore[no-untyped-def]
    town.hear(*order, *order)
    town.run()
    assert billed(town) == ("metered", 100, 100 * PRICE), "12445 - 12345, and S-9 counts from 2 on"


@pytest.mark.parametrize("undone_first", [True, False])
def test_a_cancelled_act_leaves_nothing(town: Town, undone_first: bool) -> None:
    news = [act(), act(2, cancels="1")]
    town.hear(*READ, *(news[::-1] if undone_first else news), *BACK)
    town.run()
    assert billed(town) == ("average", 208, 208 * PRICE), "1248 / 6"
    assert [
        tuple(row) for row in town.rows(f"select serial, removed_on from meters where account_number = '{ONE}'")
    ] == [("S-1", None)]


def test_a_file_of_before_the_act_does_not_take_it_back(town: Town) -> None:
    town.hear(act(), *READ)
    load(meters=[meter()])(town)
    town.run()
    assert billed(town) == ("metered", 100, 100 * PRICE)


def test_an_act_that_comes_before_the_file_that_brings_its_meter_counts(empty_town: Town) -> None:
    empty_town.hear(act(), *READ)
    empty_town.load(
        accounts=[account()],
        meters=[meter()],
        readings=[read(12345, "2026-09-20")],
        charges=months([210, 190, 230, 205, 215, 198]),
    )
    empty_town.run()
    assert billed(empty_town) == ("metered", 100, 100 * PRICE)


def test_readings_after_the_cut_off_day_become_those_of_the_month_in_which_the_meter_or_account_ends(
    town: Town,
) -> None:
    town.hear(recorded(12440, date(2026, 10, 26), "r-1", "2026-11"))
    town.hear(act())
    assert town.rows("select period from readings where reading_id = 'r-1'") == [("2026-10",)]
    town.hear(act(2, cancels="1"))
    assert town.rows("select period from readings where reading_id = 'r-1'") == [("2026-11",)]
    closing = AccountActRequest(
        account_number=ONE,
        kind="closing",
        happened_on=date(2026, 10, 28),
        number="3",
        idempotency_key="act-12345",
    )
    with town.as_accountant():
        town.billing.record_act(closing)
    assert town.rows("select period from readings where reading_id = 'r-1'") == [("2026-10",)]


WITHDRAWN = f"{HEADS['readings']},withdrawn"
OCTOBER = read(12565, "2026-10-20")


def by_file(town: Town) -> None:
    for path in town.folder.glob("*.csv"):
        path.unlink()
    town.write("readings", [f"{OCTOBER},1"], WITHDRAWN)
    town.load()


def by_desk(town: Town) -> None:
    town.hear(taken_back(), taken_back())


def taken_back(*, desk: bool = False) -> ReadingWithdrawn:
    return ReadingWithdrawn(
        by_desk=desk,
        reading_id="17",
        account_number=ONE,
        reason="ошибка в цифре",
        what=WithdrawnValues(
            meter_serial="S-1",
            taken_on=date(2026, 10, 20),
            values=[ZoneValue(zone="one", value=12565)],
            loaded=True,
        ),
    )


@pytest.mark.parametrize("withdraw", [by_file, by_desk])
def test_a_reading_of_a_file_is_withdrawn_before_and_after_its_bill(late_town: Town, withdraw) -> None:  # type: ignore[no-untyped-def]
    load(readings=[OCTOBER])(late_town)
    bill_month(late_town, "2026-10", NOVEMBER)
    assert late_town.bill().charged_kopecks == 220 * PRICE
    withdraw(late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    assert lines(late_town) == [("2026-10", 208 - 220, -12 * PRICE, "withdrawn_reading")]


def test_what_the_desk_took_back_does_not_return_by_its_file(late_town: Town) -> None:
    load(readings=[OCTOBER])(late_town)
    late_town.hear(taken_back(desk=True))
    assert late_town.load()["readings"] == 0
    assert late_town.rows("select withdrawn from readings where taken_on = '2026-10-20'")[0].withdrawn
    assert late_town.load(readings=[OCTOBER.replace("12565", "12560")])["readings"] == 1, "it is another reading"


def test_a_withdrawal_waits_for_the_file_that_brings_the_reading(town: Town) -> None:
    with pytest.raises(ReadingNotLoaded):
        town.hear(taken_back())
    load(readings=[OCTOBER])(town)
    town.hear(taken_back())
    town.run()
    assert billed(town)[0] == "average"
