"""No account falls out of billing: months without a bill are reported and settled; runs that may not be (S6)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from chassis.errors import Refusal
from contracts.billing import BillKey, RunRequest
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.run import charge_chunk
from tests.support.billing_town import BARE, ONE, Town, account, charged, meter, read
from tests.support.late_town import DECEMBER, JANUARY, NOVEMBER, PRICE, TARIFF, bill_month, books, lines, load, owed


@pytest.mark.req("S6")
def test_an_account_that_cannot_be_charged_is_reported_until_it_is_and_then_billed_whole(
    late_town: Town,
) -> None:
    load(accounts=[account("180111119", group="garden", persons=1, rooms=1)])(late_town)
    late_town.clock.moment = NOVEMBER
    state = late_town.run("2026-10")
    assert state.exceptions["not_charged"] == 1
    late_town.publish("2026-10")
    late_town.clock.moment = DECEMBER
    state = late_town.run("2026-11")
    (one,) = state.unbilled
    assert (one.account_number, one.since, state.unbilled_total) == ("180111119", "2026-10", 1)
    assert "garden" in one.reason
    assert state.accounts_total == 4
    late_town.publish("2026-11")
    late_town.write("tariffs", ["g,2026-01-01,,garden,one,5.00,,,приказ 2"], TARIFF[0])
    late_town.load()
    late_town.clock.moment = JANUARY
    (one,) = late_town.run("2026-12").unbilled
    assert (one.since, one.reason) == ("2026-10", "")
    late_town.publish("2026-12")
    assert lines(late_town, "180111119", "2026-12") == [
        ("2026-10", 75, 37_500, "unbilled_month"),
        ("2026-11", 75, 37_500, "unbilled_month"),
    ]
    assert late_town.bill("180111119", "2026-12").total_kopecks == owed(late_town)["180111119"] == 3 * 37_500
    assert late_town.run("2026-12").unbilled_total == 0 and late_town.publish("2026-12").state == "published"
    assert late_town.bill("180111119", "2026-12").revision == 1


@pytest.mark.req("S6")
def test_districts_that_were_taken_over_in_different_months_are_charged_from_their_own(
    towns: Callable[[], Town],
) -> None:
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


@pytest.mark.req("S6")
def test_an_account_that_is_loaded_after_its_first_months_is_billed_for_them(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    load(accounts=[account("180111118", persons=1, rooms=1, opened_on="2026-10-22")])(late_town)
    bill_month(late_town, "2026-11", DECEMBER)
    kwh = 24
    assert lines(late_town, "180111118") == [("2026-10", kwh, kwh * PRICE, "unbilled_month")], "75 × 10/31 = 24.2"


@pytest.mark.req("S6")
def test_a_reading_older_than_all_that_can_be_charged_again_counts_in_the_first_month_that_can(late_town: Town) -> None:
    other = "180111117"
    load(
        accounts=[account(other)],
        meters=[meter("S-7", other)],
        readings=[read(1000, "2026-06-20", "S-7", number=other)],
        charges=[
            *(charged(f"2026-0{m}", 100, number=other) for m in (4, 5, 6)),
            *(charged(f"2026-0{m}", 100, "average", number=other) for m in (7, 8, 9)),
        ],
    )(late_town)
    load(readings=[read(1280, "2026-09-10", "S-7", number=other)])(late_town)
    late_town.clock.moment = NOVEMBER
    late_town.run("2026-10")
    query = "select method, volume, outcome -> 'recalculations' from run_results where account_number = :n"
    method, volume, returned = late_town.rows(query, n=other)[0]
    assert method == "metered" and volume + sum(line["volume"] for line in returned or ()) == -20, (
        "280 read, 300 billed"
    )


@pytest.mark.req("S6")
def test_one_account_that_breaks_the_rules_stops_no_other(
    late_town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(one: AccountInput, book: RateBook) -> Outcome:
        if one.home.number == ONE:
            raise KeyError("gas", 3)
        return charge(one, book)

    monkeypatch.setattr(charge_chunk, "charge", broken)
    state = late_town.run("2026-10")
    assert (state.state, state.accounts_done, state.exceptions["not_charged"]) == ("calculated", 2, 1)
    (left_out,) = late_town.billing.preview_run(RunRequest(period="2026-10")).not_charged
    (logged,) = [record for record in caplog.records if "left out of the run" in record.message]
    assert left_out.account_number == ONE and logged.__dict__["incident"] in left_out.reason


@pytest.mark.req("S2")
def test_the_present_month_can_be_looked_at_from_its_26th_day_and_not_published(late_town: Town) -> None:
    bill_month(late_town, "2026-10", NOVEMBER)
    late_town.clock.moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    with pytest.raises(Refusal) as refused:
        late_town.run("2026-11")
    assert "не закончился" in refused.value.message
    late_town.clock.moment = datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert late_town.run("2026-11").preliminary
    with pytest.raises(Refusal) as refused:
        late_town.publish("2026-11")
    assert "предварительный" in refused.value.message
    with pytest.raises(Refusal) as refused:
        late_town.run("2062-11")
    assert "не закончился" in refused.value.message
    late_town.clock.moment = DECEMBER
    assert not late_town.run("2026-11").preliminary
    assert late_town.publish("2026-11").state == "published"


@pytest.mark.req("S2")
def test_a_month_that_is_calculated_is_published_before_the_next_one_is_run(late_town: Town) -> None:
    late_town.clock.moment = DECEMBER
    late_town.run("2026-10")
    with pytest.raises(Refusal) as refused:
        late_town.run("2026-11")
    assert "опубликуйте" in refused.value.message


@pytest.mark.req("S2")
def test_a_draft_of_a_changed_account_says_so(late_town: Town) -> None:
    late_town.run("2026-10")
    load(residents=[f"{BARE},2026-10-01,2"])(late_town)
    assert late_town.billing.preview_run(RunRequest(period="2026-10")).recalculated.changed_since == 1  # type: ignore[union-attr]
    late_town.run("2026-10")
    assert late_town.billing.get_run(RunRequest(period="2026-10")).changed_since == 0
    assert late_town.billing.preview_bill(BillKey(account_number=BARE, period="2026-10")).charged_kopecks == 92 * PRICE


@pytest.mark.req("S6")
def test_one_account_whose_closing_balance_is_damaged_stops_no_other(
    late_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with late_town.database.transaction() as session:
        damaged = """'[{"serial": "S-1", "zone": "one", "value": "12345", "on": "day"}]'"""
        session.execute(text(f"update standings set registers = {damaged} where account_number = '{ONE}'"))
    state = late_town.run("2026-10")
    assert (state.state, state.accounts_done, state.exceptions["not_charged"]) == ("calculated", 2, 1)
    (left_out,) = late_town.billing.preview_run(RunRequest(period="2026-10")).not_charged
    (logged,) = [record for record in caplog.records if "cannot be read" in record.message]
    assert left_out.account_number == ONE and logged.__dict__["incident"] in left_out.reason
    late_town.publish("2026-10")
    bill_month(late_town, "2026-11", DECEMBER)
    assert late_town.rows("select distinct account_number from bills where account_number = :n", n=ONE) == []


@pytest.mark.req("S6")
def test_an_account_without_bills_for_longer_than_can_be_settled_is_billed_for_the_rest_and_says_so(
    late_town: Town,
) -> None:
    late_town.write("policy", ["settle_back_months,2020-01-01,2"], "name,from,value")
    late_town.load()
    garden = "180111119"
    load(accounts=[account(garden, group="garden", persons=1, rooms=1)])(late_town)
    for period, now in (("2026-10", NOVEMBER), ("2026-11", DECEMBER), ("2026-12", JANUARY)):
        bill_month(late_town, period, now)
    late_town.write("tariffs", ["g,2026-01-01,,garden,one,5.00,,,приказ 2"], TARIFF[0])
    late_town.load()
    late_town.clock.moment = datetime(2027, 2, 5, 6, tzinfo=UTC)
    state = late_town.run("2027-01")
    (one,) = state.unbilled
    assert (one.account_number, one.since, state.exceptions["too_old"]) == (garden, "2026-10", 1)
    assert "2026-10 to 2026-10" in one.reason
    late_town.publish("2027-01")
    assert lines(late_town, garden, "2027-01") == [
        ("2026-11", 75, 37_500, "unbilled_month"),
        ("2026-12", 75, 37_500, "unbilled_month"),
    ]


@pytest.mark.req("S6")
def test_a_closed_account_whose_late_fact_changes_nothing_has_no_bill(late_town: Town) -> None:
    load(accounts=[account(BARE, persons=1, rooms=1, closed_on="2026-10-31")])(late_town)
    bill_month(late_town, "2026-10", NOVEMBER)
    with late_town.database.transaction() as session:
        session.execute(text(f"update standings set balance_kopecks = 0 where account_number = '{BARE}'"))
    load(residents=[f"{BARE},2026-10-01,1"])(late_town)
    assert late_town.count("late_facts") == 1
    bill_month(late_town, "2026-11", DECEMBER)
    assert late_town.rows("select period from bills where account_number = :n", n=BARE) == [("2026-10",)]
    assert late_town.count("late_facts") == 0


@pytest.mark.req("S6")
def test_the_average_goes_on_in_a_home_whose_meter_was_taken_away_before_the_first_load(late_town: Town) -> None:
    """П. 59 «г»: 300 kWh a month were read, the meter went on 10 August, none stands there since."""
    gone = "180111116"
    load(
        accounts=[account(gone)],
        meters=[meter("S-6", gone, removed="2026-08-10")],
        readings=[read(5000, "2026-08-10", "S-6", number=gone)],
        charges=[
            *(charged(f"2026-0{m}", 300, number=gone) for m in (1, 2, 3, 4, 5, 6, 7)),
            *(charged(f"2026-0{m}", 300, "average", number=gone) for m in (8, 9)),
        ],
    )(late_town)
    bill_month(late_town, "2026-10", NOVEMBER)
    bill = late_town.bill(gone, "2026-10")
    assert [(line.method, line.volume) for line in bill.lines] == [("average", 300)]
    assert books(late_town, "2026-10")[gone][0] == 0


@pytest.mark.req("S6", "S7")
def test_a_reading_after_months_that_are_too_old_charges_the_share_of_the_others_and_names_the_rest(
    late_town: Town,
) -> None:
    late_town.write("policy", ["settle_back_months,2020-01-01,2"], "name,from,value")
    late_town.load()
    garden = "180111119"
    # From 20 September to 20 January are 122 days, 31 of them in October, which is too old in January.
    facts = {
        "accounts": [account(garden, group="garden", persons=1, rooms=1)],
        "meters": [meter("G-1", garden)],
        "readings": [read(1000, "2026-09-20", "G-1", number=garden)],
    }
    load(**facts)(late_town)
    for period, now in (("2026-10", NOVEMBER), ("2026-11", DECEMBER), ("2026-12", JANUARY)):
        bill_month(late_town, period, now)
    late_town.write("tariffs", ["g,2026-01-01,,garden,one,5.00,,,приказ 2"], TARIFF[0])
    late_town.clock.moment = datetime(2027, 2, 5, 6, tzinfo=UTC)
    load(readings=[read(1000 + 1220, "2027-01-20", "G-1", number=garden)])(late_town)
    late_town.write("tariffs", ["g,2026-01-01,,garden,one,5.00,,,приказ 2"], TARIFF[0])
    late_town.load()
    state = late_town.run("2027-01")
    assert (state.exceptions["too_old"], state.exceptions["barred"]) == (1, 1)
    late_town.publish("2027-01")
    bill = late_town.bill(garden, "2027-01")
    *settled, named = bill.recalculations
    assert [(one.settles, one.volume) for one in settled] == [("2026-11", 75), ("2026-12", 75)]
    assert (named.code, named.volume, named.amount_kopecks) == ("barred", 0, 0)
    assert named.ground.startswith("310 кВт·ч не начислены")
    assert sum(line.volume for line in bill.lines) == 1220 - 310 - 150
    assert bill.total_kopecks - bill.opening_kopecks == (1220 - 310) * 500

    late_town.clock.moment = datetime(2027, 3, 5, 6, tzinfo=UTC)
    load(readings=[read(2300, "2027-02-20", "G-1", number=garden)])(late_town)
    bill_month(late_town, "2027-02", datetime(2027, 3, 5, 6, tzinfo=UTC))
    again = late_town.bill(garden, "2027-02")
    assert ([line.volume for line in again.lines], again.recalculations) == ([80], [])
