"""Facts that come after their month's bill are settled in the next one, once (ПП 354 п. 61, 69 «ж», 86-91; ADR 19)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.billing import BillKey, RecalculationsQuery, RevisionsQuery, RunRequest
from contracts.readings import ReadingWithdrawn
from contracts.wire import AccountRef, Interval
from tests.support.billing_town import BARE, ONE, TWO, Town, account, charged, meter, months, read, recorded
from tests.support.server_pool import Databases

PRICE = 832
"""Kopecks of a kWh in October and November 2026."""
NOVEMBER, DECEMBER = datetime(2026, 11, 5, 6, tzinfo=UTC), datetime(2026, 12, 5, 6, tzinfo=UTC)
JANUARY = datetime(2027, 1, 5, 6, tzinfo=UTC)

Facts = Callable[[Town], object]


def settle_in(town: Town) -> None:
    """Households with half a year of history; October is the first month that is charged here."""
    two = [charged(f"2026-0{m}", kwh, zone=zone, number=TWO) for m in (7, 8, 9) for zone, kwh in ZONES]
    town.load(
        accounts=[account(), account(TWO), account(BARE, persons=1, rooms=1)],
        meters=[meter(), meter("S-2", TWO, "day+night")],
        readings=[
            read(12345, "2026-09-20"),
            read(20100, "2026-09-20", "S-2", "day", number=TWO),
            read(9800, "2026-09-20", "S-2", "night", number=TWO),
        ],
        charges=[*months([210, 190, 230, 205, 215, 198]), *two],
    )


ZONES = (("day", 150), ("night", 90))


@pytest.fixture
def towns(database_factory: Databases, tmp_path: Path) -> Iterator[Callable[[], Town]]:
    """Makes towns, each in a database of its own."""
    made: list[Town] = []

    def make() -> Town:
        folder = tmp_path / f"town{len(made)}"
        folder.mkdir()
        made.append(Town(Database(database_factory("billing").url), folder))
        made[-1].rates()
        settle_in(made[-1])
        return made[-1]

    yield make
    for town in made:
        town.database.engine.dispose()


@pytest.fixture
def town(towns: Callable[[], Town]) -> Town:
    return towns()


def bill_month(town: Town, period: str, now: datetime) -> None:
    town.clock.moment = now
    town.run(period)
    town.publish(period)


def owed(town: Town) -> dict[str, int]:
    """Kopecks of energy by account."""
    return dict(
        town.rows("select account_number, sum(amount_kopecks)::bigint from ledger group by 1")  # type: ignore[arg-type]
    )


def books(town: Town, period: str) -> list[Any]:
    """Where the registers stand."""
    return town.rows(
        "select account_number, missed, registers::text from standings where period = :p order by 1", p=period
    )


def lines(town: Town, number: str = ONE, period: str = "2026-11") -> list[tuple[Any, ...]]:
    """(settles, kWh, kopecks, ground) of the bill's lines for earlier months."""
    found = town.bill(number, period).recalculations
    return [(one.settles, one.volume, one.amount_kopecks, one.code) for one in found]


def load(**files: list[str]) -> Facts:
    """Loads these files alone: the folder's others have been loaded."""

    def facts(town: Town) -> object:
        for path in town.folder.glob("*.csv"):
            path.unlink()
        return town.load(**files)

    return facts


def both(*every: Facts) -> Facts:
    return lambda town: [facts(town) for facts in every]


NEW_METER = [meter(removed="2026-10-14"), meter("S-9", installed="2026-10-14")]
EXCHANGE = [
    read(12445, "2026-10-14", source="control"),
    read(2, "2026-10-14", "S-9", source="control"),
    read(67, "2026-10-24", "S-9"),
]
TARIFF = (
    "set,from,to,group,zone,tier1,tier2,tier3,source\n"
    "2026Q4,2026-10-01,,city_gas,one,8.00,8.80,14.00,приказ 1\n"
    "2026Q4,2026-10-01,,city_gas,day,9.00,9.90,15.00,приказ 1\n"
    "2026Q4,2026-10-01,,city_gas,night,6.00,6.60,10.00,приказ 1"
).splitlines()


def tariffs(town: Town) -> object:
    for path in town.folder.glob("*.csv"):
        path.unlink()
    town.write("tariffs", TARIFF[1:], TARIFF[0])
    return town.load()


LATE: dict[str, Facts] = {
    "reading": load(readings=[read(12365, "2026-10-20")]),
    "reading of one of two zones' meters": load(
        readings=[
            read(20130, "2026-10-20", "S-2", "day", number=TWO),
            read(9811, "2026-10-20", "S-2", "night", number=TWO),
        ]
    ),
    "inspector's reading by file": load(readings=[read(12365, "2026-10-15", source="control")]),
    "absence": load(absences=[f"{BARE},2026-10-02,2026-10-30,1,справка"]),
    "residents": load(residents=[f"{BARE},2026-10-01,2"]),
    "residents in the month": load(residents=[f"{BARE},2026-10-11,3"]),
    "seasonal block": load(seasonal_blocks=[f"{ONE},2026-10-01,2026-10-31"]),
    "replacement": load(meters=NEW_METER, readings=EXCHANGE),
    "failure": load(meters=[meter(failed="2026-10-12")], readings=[read(12400, "2026-10-12", source="control")]),
    "opened later than was known": load(accounts=[account(BARE, persons=1, rooms=1, opened_on="2026-10-11")]),
    "closed": load(accounts=[account(BARE, persons=1, rooms=1, closed_on="2026-10-20")]),
    "tariff": tariffs,
    "all at once": both(
        load(readings=[read(12365, "2026-10-20")]),
        load(residents=[f"{BARE},2026-10-01,2"], absences=[f"{BARE},2026-10-02,2026-10-30,1,справка"]),
    ),
}


@pytest.mark.req("S6", "S7", "M4.5")
@pytest.mark.parametrize("fact", LATE, ids=lambda name: name.replace(" ", "_"))
def test_a_world_with_a_late_fact_owes_what_the_world_in_time_owes(towns: Callable[[], Town], fact: str) -> None:
    in_time, late = towns(), towns()
    LATE[fact](in_time)
    bill_month(in_time, "2026-10", NOVEMBER)
    bill_month(late, "2026-10", NOVEMBER)
    assert owed(late) != owed(in_time), "the fact changes October"
    late.clock.moment = DECEMBER
    LATE[fact](late)
    bill_month(in_time, "2026-11", DECEMBER)
    bill_month(late, "2026-11", DECEMBER)
    assert owed(late) == owed(in_time)
    assert books(late, "2026-11") == books(in_time, "2026-11")
    before = late.everything() | {"recalculations": late.rows("select * from recalculations order by 1, 2, 3, 4")}
    bill_month(late, "2026-11", DECEMBER)
    after = late.everything() | {"recalculations": late.rows("select * from recalculations order by 1, 2, 3, 4")}
    assert after == before, "running and publishing again changes nothing"
    bill_month(in_time, "2026-12", JANUARY)
    bill_month(late, "2026-12", JANUARY)
    assert owed(late) == owed(in_time)
    assert late.rows("select count(*) from recalculations where period = '2026-12'")[0][0] == 0, "settled once"
    assert late.count("late_facts") == 0


@pytest.mark.req("S6", "M4.5", "M4.6")
def test_a_late_reading_is_a_line_of_the_next_bill_at_the_price_of_its_month(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    assert town.bill().lines[0].volume == 208, "1248 / 6"
    town.clock.moment = datetime(2026, 11, 20, 6, tzinfo=UTC)
    LATE["reading"](town)
    town.hear(recorded(12465, date(2026, 11, 20), "rd-9", "2026-11"))
    town.clock.moment = DECEMBER
    town.run("2026-11")
    preview = town.billing.preview_recalculations(RunRequest(period="2026-11"))
    assert (preview.accounts, preview.kopecks) == (1, -188 * PRICE)
    (ground,) = preview.by_ground
    assert (ground.ground, ground.accounts, ground.volume, ground.kopecks) == ("late_reading", 1, -188, -188 * PRICE)
    (row,) = town.billing.list_recalculations(RecalculationsQuery(period="2026-11")).accounts
    assert (row.account_number, row.kopecks, row.lines[0].source) == (ONE, -188 * PRICE, "imported")
    town.publish("2026-11")
    bill = town.bill(period="2026-11")
    assert lines(town) == [("2026-10", -188, -188 * PRICE, "late_reading")], "12365 - 12345 = 20 instead of 208"
    assert (bill.lines[0].method, bill.lines[0].volume) == ("metered", 100), "12465 - 12365"
    assert bill.recalculated_kopecks == -188 * PRICE
    assert bill.total_kopecks == bill.opening_kopecks + 100 * PRICE - 188 * PRICE
    vat = [(kopecks * 22 * 2 + 122) // 244 for kopecks in (100 * PRICE, 188 * PRICE)]
    assert bill.vat_kopecks == vat[0] - vat[1]
    assert "октябрь 2026" in bill.recalculations[0].ground
    (shown,) = town.billing.list_account_recalculations(AccountRef(account_number=ONE)).lines
    assert (shown.period, shown.line.settles, shown.line.volume) == ("2026-11", "2026-10", -188)
    whole = Interval(account_number=ONE, since=date(2026, 10, 1), until=date(2026, 12, 31))
    use = {one.period: (one.volume, one.estimated) for one in town.billing.get_consumption(whole).months}
    assert use == {"2026-10": (20, False), "2026-11": (100, False)}
    november, october = town.billing.list_settlements(whole).settlements[:2]
    assert (november.charged_kopecks, november.corrected_kopecks) == (100 * PRICE, -188 * PRICE)
    assert november.opening_kopecks == october.closing_kopecks
    assert november.closing_kopecks == bill.total_kopecks
    entry = town.billing.get_timeline(whole).entries[-1]
    assert (entry.kind, entry.amount_kopecks, entry.balance_kopecks) == ("correction", -188 * PRICE, bill.total_kopecks)


@pytest.mark.req("S6")
def test_absence_and_residents_that_are_told_later_are_settled_by_days(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    LATE["absence"](town)
    bill_month(town, "2026-11", DECEMBER)
    assert lines(town, BARE) == [("2026-10", -70, -70 * PRICE, "absence")], "75 × 29/31 = 70.2"
    LATE["residents"](town)
    bill_month(town, "2026-12", JANUARY)
    found = lines(town, BARE, "2026-12")
    # October: 2 × 46 less one person of two on 29 days: 92 - 43 = 49 instead of 5; November: 92 instead of 75.
    assert [(settles, kwh, code) for settles, kwh, _, code in found] == [
        ("2026-10", 44, "residents"),
        ("2026-11", 17, "residents"),
    ]


@pytest.mark.req("S6")
def test_a_reading_that_is_withdrawn_after_the_bill_is_replaced_by_the_average(town: Town) -> None:
    town.hear(recorded(12565, date(2026, 10, 20)))
    bill_month(town, "2026-10", NOVEMBER)
    town.hear(ReadingWithdrawn(reading_id="rd-1", account_number=ONE, reason="ошибка в цифре"))
    bill_month(town, "2026-11", DECEMBER)
    assert lines(town) == [("2026-10", 208 - 220, -12 * PRICE, "withdrawn_reading")]


@pytest.mark.req("S6")
def test_a_second_late_fact_starts_from_the_settled_months(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    LATE["reading"](town)
    bill_month(town, "2026-11", DECEMBER)
    assert town.bill(period="2026-11").lines[0].method == "average"
    first = town.bill(period="2026-11").lines[0].volume
    load(readings=[read(12400, "2026-11-20")])(town)
    bill_month(town, "2026-12", JANUARY)
    assert lines(town, period="2026-12") == [("2026-11", 35 - first, (35 - first) * PRICE, "late_reading")]


@pytest.mark.req("S6")
def test_a_revision_keeps_the_lines_and_adds_what_came_since(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    LATE["reading"](town)
    bill_month(town, "2026-11", DECEMBER)
    load(residents=[f"{BARE},2026-10-01,2"])(town)
    assert town.billing.get_run(RunRequest(period="2026-11")).changed_since == 1
    town.run("2026-11")
    revised = town.billing.list_revisions_of_run(RevisionsQuery(period="2026-11")).bills
    assert [(one.account_number, one.old_kopecks, one.new_kopecks) for one in revised] == [
        (BARE, 75 * PRICE, (92 + 17) * PRICE)
    ]
    town.publish("2026-11")
    assert (town.bill(BARE, "2026-11").revision, town.bill(period="2026-11").revision) == (2, 1)
    assert lines(town, BARE) == [("2026-10", 17, 17 * PRICE, "residents")]
    assert town.bill(BARE, "2026-11").total_kopecks == owed(town)[BARE]
    LATE["absence"](town)
    bill_month(town, "2026-11", DECEMBER)
    assert town.bill(BARE, "2026-11").revision == 3
    assert town.bill(BARE, "2026-11").total_kopecks == owed(town)[BARE]


@pytest.mark.req("S6")
def test_a_small_difference_waits_and_is_not_lost(town: Town) -> None:
    town.write("policy", ["settle_threshold_kopecks,2026-10-01,100000"], "name,from,value")
    town.load()
    bill_month(town, "2026-10", NOVEMBER)
    load(residents=[f"{BARE},2026-10-01,2"])(town)
    town.clock.moment = DECEMBER
    assert town.run("2026-11").exceptions["postponed"] == 1
    town.publish("2026-11")
    assert lines(town, BARE) == [], "17 × 8,32 = 141,44 is less than 1 000"
    LATE["absence"](town)
    load(residents=[f"{BARE},2026-10-01,9"])(town)
    bill_month(town, "2026-12", JANUARY)
    assert {settles for settles, *_ in lines(town, BARE, "2026-12")} == {"2026-10", "2026-11"}


@pytest.mark.req("S7", "S15")
def test_an_account_that_cannot_be_charged_is_reported_until_it_is_and_then_billed_for_every_month(town: Town) -> None:
    load(accounts=[account("180111119", group="garden", persons=1, rooms=1)])(town)
    town.clock.moment = NOVEMBER
    state = town.run("2026-10")
    assert state.exceptions["not_charged"] == 1
    town.publish("2026-10")
    town.clock.moment = DECEMBER
    state = town.run("2026-11")
    (one,) = state.unbilled
    assert (one.account_number, one.since, state.unbilled_total) == ("180111119", "2026-10", 1)
    assert "garden" in one.reason
    assert state.accounts_total == 4
    town.publish("2026-11")
    town.write("tariffs", ["g,2026-01-01,,garden,one,5.00,,,приказ 2"], TARIFF[0])
    town.load()
    town.clock.moment = JANUARY
    (one,) = town.run("2026-12").unbilled
    assert (one.since, one.reason) == ("2026-10", "")
    town.publish("2026-12")
    assert lines(town, "180111119", "2026-12") == [
        ("2026-10", 75, 37_500, "unbilled_month"),
        ("2026-11", 75, 37_500, "unbilled_month"),
    ]
    assert town.bill("180111119", "2026-12").total_kopecks == owed(town)["180111119"] == 3 * 37_500
    assert town.run("2026-12").unbilled_total == 0 and town.publish("2026-12").state == "published"
    assert town.bill("180111119", "2026-12").revision == 1


@pytest.mark.req("S7")
def test_districts_that_were_taken_over_in_different_months_are_each_charged_from_their_own(towns: Any) -> None:
    town = towns()
    other = "181000001"
    load(
        accounts=[account(other)],
        meters=[meter("S-5", other)],
        readings=[read(1000, "2026-08-20", "S-5", number=other), read(1300, "2026-09-20", "S-5", number=other)],
        charges=[charged(f"2026-0{m}", 300, number=other) for m in (6, 7, 8)],
    )(town)
    assert town.rows("select period from standings where account_number = :n", n=other) == [("2026-08",)]
    town.run("2026-09", "181")
    town.publish("2026-09", "181")
    assert town.bill(other, "2026-09").lines[0].volume == 300
    bill_month(town, "2026-10", NOVEMBER)
    assert {row[0] for row in town.rows("select account_number from bills where period = '2026-10'")} >= {ONE, other}


@pytest.mark.req("S7")
def test_an_account_that_is_loaded_after_its_first_months_is_billed_for_them(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    load(accounts=[account("180111118", persons=1, rooms=1, opened_on="2026-10-22")])(town)
    bill_month(town, "2026-11", DECEMBER)
    kwh = 24
    assert lines(town, "180111118") == [("2026-10", kwh, kwh * PRICE, "unbilled_month")], "75 × 10/31 = 24.2"


@pytest.mark.req("S7")
def test_a_reading_older_than_all_that_can_be_charged_again_counts_in_the_first_month_that_can(town: Town) -> None:
    other = "180111117"
    load(
        accounts=[account(other)],
        meters=[meter("S-7", other)],
        readings=[read(1000, "2026-06-20", "S-7", number=other)],
        charges=[
            *(charged(f"2026-0{m}", 100, number=other) for m in (4, 5, 6)),
            *(charged(f"2026-0{m}", 100, "average", number=other) for m in (7, 8, 9)),
        ],
    )(town)
    load(readings=[read(1280, "2026-09-10", "S-7", number=other)])(town)
    town.clock.moment = NOVEMBER
    town.run("2026-10")
    query = "select method, volume, outcome -> 'recalculations' from run_results where account_number = :n"
    method, volume, returned = town.rows(query, n=other)[0]
    assert method == "metered" and volume + sum(line["volume"] for line in returned or ()) == -20, (
        "280 read, 300 billed"
    )


@pytest.mark.req("S7")
def test_one_account_that_breaks_the_rules_stops_no_other(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.rows("update meters set zones = array['dusk'] where account_number = :n returning 1", n=ONE)
    state = town.run("2026-10")
    assert (state.state, state.accounts_done, state.exceptions["not_charged"]) == ("calculated", 2, 1)


@pytest.mark.req("S2")
def test_the_present_month_can_be_looked_at_from_its_26th_day_and_not_published(town: Town) -> None:
    bill_month(town, "2026-10", NOVEMBER)
    town.clock.moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    with pytest.raises(Refusal, match="не закончился"):
        town.run("2026-11")
    town.clock.moment = datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert town.run("2026-11").preliminary
    with pytest.raises(Refusal, match="предварительный"):
        town.publish("2026-11")
    with pytest.raises(Refusal, match="не закончился"):
        town.run("2062-11")
    town.clock.moment = DECEMBER
    assert not town.run("2026-11").preliminary
    assert town.publish("2026-11").state == "published"


@pytest.mark.req("S2")
def test_a_month_that_is_calculated_is_published_before_the_next_one_is_run(town: Town) -> None:
    town.clock.moment = DECEMBER
    town.run("2026-10")
    with pytest.raises(Refusal, match="опубликуйте"):
        town.run("2026-11")


@pytest.mark.req("S2")
def test_a_draft_of_a_changed_account_says_so(town: Town) -> None:
    town.run("2026-10")
    load(residents=[f"{BARE},2026-10-01,2"])(town)
    assert town.billing.preview_run(RunRequest(period="2026-10")).recalculated.changed_since == 1  # type: ignore[union-attr]
    town.run("2026-10")
    assert town.billing.get_run(RunRequest(period="2026-10")).changed_since == 0
    assert town.billing.preview_bill(BillKey(account_number=BARE, period="2026-10")).charged_kopecks == 92 * PRICE
