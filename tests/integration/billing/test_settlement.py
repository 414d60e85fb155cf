"""Facts that come after their month's bill are settled in the next one, once (ПП 354 п. 61, 69 «ж», 86-91; ADR 19)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from contracts.billing import BillKey, RecalculationsQuery, RevisionsQuery, RunRequest
from contracts.readings import ReadingWithdrawn
from contracts.wire import AccountRef, Interval
from tests.support.billing_town import BARE, HEADS, ONE, Town, account, read, recorded
from tests.support.late_town import (
    DECEMBER,
    JANUARY,
    LATE,
    NOVEMBER,
    PRICE,
    RAISED,
    bill_month,
    books,
    lines,
    load,
    owed,
    terms,
)


@pytest.mark.req("S6", "M4.5.1")
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
    assert books(late, "2026-11").items() >= books(in_time, "2026-11").items(), "a closed account has a bill once more"
    before = late.everything() | {"recalculations": late.rows("select * from recalculations order by 1, 2, 3, 4")}
    bill_month(late, "2026-11", DECEMBER)
    after = late.everything() | {"recalculations": late.rows("select * from recalculations order by 1, 2, 3, 4")}
    assert after == before, "running and publishing again changes nothing"
    bill_month(in_time, "2026-12", JANUARY)
    bill_month(late, "2026-12", JANUARY)
    assert owed(late) == owed(in_time)
    assert late.rows("select count(*) from recalculations where period = '2026-12'")[0][0] == 0, "settled once"
    assert late.count("late_facts") == 0


@pytest.mark.req("S6")
def test_who_loads_facts_of_billed_months_is_told(late_town: Town) -> None:
    """By file and month, each with the number of accounts; a month that is not out yet is no billed one."""

    def told(name: str) -> list[str]:
        late_town.said.clear()
        LATE[name](late_town)
        return [words for words in late_town.said if "выставленны" in words]

    months = "к уже выставленным месяцам (октябрь 2026), лицевых счетов:"
    later = "разница войдёт в следующий счёт"
    late_town.run()
    assert told("seasonal block") == [], "calculated and not published"
    bill_month(late_town, "2026-10", NOVEMBER)
    assert told("all at once") == [
        f"readings.csv: относится {months} 1; {later}",
        f"absences.csv: относится {months} 1; {later}",
        f"residents.csv: относится {months} 1; {later}",
    ]
    assert told("all at once") == [], "the same files bring nothing new"
    (rates,) = told("tariff")
    assert rates.startswith("tariffs.csv: меняет уже выставленные месяцы (октябрь 2026); следующий расчёт пересчитает")
    late_town.clock.moment = DECEMBER
    late_town.load(readings=[read(12500, "2026-11-20")])
    assert not [words for words in late_town.said[-5:] if "readings.csv: относится" in words], "November is to come"


@pytest.mark.req("S6", "M4.5.1", "M4.6.1")
def test_a_late_reading_is_a_line_of_the_next_bill_at_the_price_of_its_month(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    assert late_town.bill().lines[0].volume == 208, "1248 / 6"
    late_town.clock.moment = datetime(2026, 11, 20, 6, tzinfo=UTC)
    LATE["reading"](late_town)
    late_town.hear(recorded(12465, date(2026, 11, 20), "rd-9", "2026-11"))
    late_town.clock.moment = DECEMBER
    late_town.run("2026-11")
    preview = late_town.billing.preview_recalculations(RunRequest(period="2026-11"))
    assert (preview.accounts, preview.kopecks) == (1, -188 * PRICE)
    (ground,) = preview.by_ground
    assert (ground.ground, ground.accounts, ground.volume, ground.kopecks) == ("late_reading", 1, -188, -188 * PRICE)
    (row,) = late_town.billing.list_recalculations(RecalculationsQuery(period="2026-11")).accounts
    assert (row.account_number, row.kopecks, row.lines[0].source) == (ONE, -188 * PRICE, "imported")
    late_town.publish("2026-11")
    bill = late_town.bill(period="2026-11")
    assert lines(late_town) == [("2026-10", -188, -188 * PRICE, "late_reading")], "12365 - 12345 = 20 instead of 208"
    assert (bill.lines[0].method, bill.lines[0].volume) == ("metered", 100), "12465 - 12365"
    assert bill.recalculated_kopecks == -188 * PRICE
    assert bill.total_kopecks == bill.opening_kopecks + 100 * PRICE - 188 * PRICE
    vat = [(kopecks * 22 * 2 + 122) // 244 for kopecks in (100 * PRICE, 188 * PRICE)]
    assert bill.vat_kopecks == vat[0] - vat[1]
    assert "октябрь 2026" in bill.recalculations[0].ground
    change = late_town.billing.explain_bill(BillKey(account_number=ONE, period="2026-11"))
    assert [part.months for part in change.parts if part.code == "recalculation"] == [["2026-10"]]
    (shown,) = late_town.billing.list_account_recalculations(AccountRef(account_number=ONE)).lines
    assert (shown.period, shown.line.settles, shown.line.volume) == ("2026-11", "2026-10", -188)
    whole = Interval(account_number=ONE, since=date(2026, 10, 1), until=date(2026, 12, 31))
    use = {one.period: (one.volume, one.estimated) for one in late_town.billing.get_consumption(whole).months}
    assert use == {"2026-10": (20, False), "2026-11": (100, False)}
    told = [one.detail for one in late_town.billing.get_timeline(whole).entries]
    assert "за октябрь 2026, в счёте за ноябрь 2026" in told
    november, october = late_town.billing.list_settlements(whole).settlements[:2]
    assert (november.charged_kopecks, november.corrected_kopecks) == (100 * PRICE, -188 * PRICE)
    assert november.opening_kopecks == october.closing_kopecks
    assert november.closing_kopecks == bill.total_kopecks
    entry = late_town.billing.get_timeline(whole).entries[-1]
    assert (entry.kind, entry.amount_kopecks, entry.balance_kopecks) == ("correction", -188 * PRICE, bill.total_kopecks)


@pytest.mark.req("S6")
def test_absence_and_residents_that_are_told_later_are_settled_by_days(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    LATE["absence"](late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    assert lines(late_town, BARE) == [("2026-10", -70, -70 * PRICE, "absence")], "75 × 29/31 = 70.2"
    LATE["residents"](late_town)
    bill_month(late_town, "2026-12", JANUARY)
    found = lines(late_town, BARE, "2026-12")
    # October: 2 × 46 less one person of two on 29 days: 92 - 43 = 49 instead of 5; November: 92 instead of 75.
    assert [(settles, kwh, code) for settles, kwh, _, code in found] == [
        ("2026-10", 44, "residents"),
        ("2026-11", 17, "residents"),
    ]


@pytest.mark.req("S6")
def test_a_reading_that_is_withdrawn_after_the_bill_is_replaced_by_the_average(late_town: Town) -> None:
    late_town.hear(recorded(12565, date(2026, 10, 20)))
    bill_month(late_town, "2026-10", NOVEMBER)
    late_town.hear(ReadingWithdrawn(reading_id="rd-1", account_number=ONE, reason="ошибка в цифре"))
    bill_month(late_town, "2026-11", DECEMBER)
    assert lines(late_town) == [("2026-10", 208 - 220, -12 * PRICE, "withdrawn_reading")]


@pytest.mark.req("S6")
def test_a_second_late_fact_starts_from_the_settled_months(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    LATE["reading"](late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    assert late_town.bill(period="2026-11").lines[0].method == "average"
    first = late_town.bill(period="2026-11").lines[0].volume
    load(readings=[read(12400, "2026-11-20")])(late_town)
    bill_month(late_town, "2026-12", JANUARY)
    assert lines(late_town, period="2026-12") == [("2026-11", 35 - first, (35 - first) * PRICE, "late_reading")]


@pytest.mark.req("S6")
def test_a_revision_keeps_the_lines_and_adds_what_came_since(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    LATE["reading"](late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    load(residents=[f"{BARE},2026-10-01,2"])(late_town)
    assert late_town.billing.get_run(RunRequest(period="2026-11")).changed_since == 1
    late_town.run("2026-11")
    revised = late_town.billing.list_revisions_of_run(RevisionsQuery(period="2026-11")).bills
    assert [(one.account_number, one.old_kopecks, one.new_kopecks) for one in revised] == [
        (BARE, 75 * PRICE, (92 + 17) * PRICE)
    ]
    late_town.publish("2026-11")
    assert (late_town.bill(BARE, "2026-11").revision, late_town.bill(period="2026-11").revision) == (2, 1)
    assert lines(late_town, BARE) == [("2026-10", 17, 17 * PRICE, "residents")]
    assert late_town.bill(BARE, "2026-11").total_kopecks == owed(late_town)[BARE]
    LATE["absence"](late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    assert late_town.bill(BARE, "2026-11").revision == 3
    assert late_town.bill(BARE, "2026-11").total_kopecks == owed(late_town)[BARE]


@pytest.mark.req("S6")
def test_a_small_difference_waits_and_is_not_lost(late_town: Town) -> None:
    late_town.write("policy", ["settle_threshold_kopecks,2026-10-01,100000"], "name,from,value")
    late_town.load()
    bill_month(late_town, "2026-10", NOVEMBER)
    load(residents=[f"{BARE},2026-10-01,2"])(late_town)
    late_town.clock.moment = DECEMBER
    assert late_town.run("2026-11").exceptions["deferred"] == 1
    late_town.publish("2026-11")
    assert lines(late_town, BARE) == [], "17 × 8,32 = 141,44 is less than 1 000"
    LATE["absence"](late_town)
    load(residents=[f"{BARE},2026-10-01,9"])(late_town)
    bill_month(late_town, "2026-12", JANUARY)
    assert {settles for settles, *_ in lines(late_town, BARE, "2026-12")} == {"2026-10", "2026-11"}


@pytest.mark.req("S6", "S7")
def test_persons_that_changed_from_a_closed_month_on_are_settled(late_town: Town) -> None:
    """A line of accounts.csv with `effective_from`: October was billed for one person, 75 kWh, and had two, 92."""
    bill_month(late_town, "2026-10", NOVEMBER)
    for path in late_town.folder.glob("*.csv"):
        path.unlink()
    late_town.write(
        "accounts", [f"{account(BARE, persons=2, rooms=1)},2026-10-01"], f"{HEADS['accounts']},effective_from"
    )
    late_town.load()
    bill_month(late_town, "2026-11", DECEMBER)
    assert lines(late_town, BARE) == [("2026-10", 92 - 75, (92 - 75) * PRICE, "account")]


@pytest.mark.req("S6")
def test_a_group_and_a_factor_that_hold_since_a_billed_month_settle_it_by_price_and_excess(late_town: Town) -> None:
    """October by the norm of 75 kWh at 8,32: afterwards at 5,82, and half of it more by the act."""
    bill_month(late_town, "2026-10", NOVEMBER)
    assert late_town.bill(BARE).charged_kopecks == 75 * PRICE
    terms(BARE, group="rural_or_electric", **RAISED)(late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    bill = late_town.bill(BARE, "2026-11")
    assert [(line.volume, line.amount_kopecks, line.excess_kopecks, line.code) for line in bill.recalculations] == [
        (75, 75 * 582 + 21_825, 21_825, "account"),
        (-75, -75 * PRICE, 0, "account"),
    ]
    assert bill.charged_kopecks == 75 * 582 + 21_825
    terms(BARE, group="city_gas")(late_town)
    bill_month(late_town, "2026-12", JANUARY)
    back = late_town.bill(BARE, "2026-12")
    assert sum(line.amount_kopecks for line in back.recalculations) == 2 * (75 * PRICE - 65_475)
    assert owed(late_town)[BARE] == 3 * 75 * PRICE, "as if the group had never been another one"
