"""The billing run by ПП РФ 354: which rule applies, and what the account stands at afterwards."""

from datetime import UTC, date, datetime

import pytest

from chassis.errors import Refusal
from contracts.billing import RunRequest
from contracts.readings import ReadingWithdrawn
from tests.support.billing_town import BARE, ONE, TWO, Town, account, charged, meter, months, read, recorded

OCTOBER = date(2026, 10, 20)
PRICE = 832


def billed(town: Town, number: str = ONE, period: str = "2026-10") -> tuple[str, int, int]:
    """Method, kWh and kopecks of the draft."""
    query = "select method, volume, charged_kopecks from run_results where account_number = :n and period = :p"
    return tuple(town.rows(query, n=number, p=period)[0])


@pytest.mark.req("S2")
def test_a_reading_is_charged_against_the_one_before(town: Town) -> None:
    town.hear(recorded(12565, OCTOBER))
    town.run()
    assert billed(town) == ("metered", 220, 220 * PRICE)


@pytest.mark.req("S2")
def test_the_last_of_several_readings_counts(town: Town) -> None:
    town.hear(recorded(12565, OCTOBER), recorded(12600, date(2026, 10, 24), "rd-2"))
    town.run()
    assert billed(town)[1] == 255


@pytest.mark.req("S2")
@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_a_withdrawn_reading_does_not_count_in_whatever_order_the_news_come(town: Town, withdrawn_first: bool) -> None:
    news = [recorded(12565, OCTOBER), ReadingWithdrawn(reading_id="rd-1", account_number=ONE, reason="ошибка в цифре")]
    town.hear(*(news[::-1] if withdrawn_first else news), *news)
    town.run()
    assert billed(town) == ("average", 208, 208 * PRICE), "1248 / 6"


@pytest.mark.req("S2")
def test_a_month_without_readings_is_charged_by_the_average_of_each_zone(town: Town) -> None:
    town.run()
    lines = town.rows("select outcome -> 'lines' from run_results where account_number = :n", n=TWO)[0][0]
    assert [(line["zone"], line["method"], line["volume"]) for line in lines] == [
        ("day", "average", 150),
        ("night", "average", 90),
    ]


@pytest.mark.req("S2")
def test_after_three_average_months_the_norm_is_charged(empty_town: Town) -> None:
    estimated = [charged(f"2026-0{m}", 208, "average") for m in (7, 8, 9)]
    empty_town.load(
        accounts=[account(persons=2, rooms=1)],
        meters=[meter()],
        readings=[read(12565, "2026-06-20")],
        charges=[*months([210, 190, 230, 205, 215, 198], "2026-06"), *estimated],
    )
    empty_town.run()
    assert billed(empty_town) == ("norm", 92, 92 * PRICE), "46 kWh for each of two persons"


@pytest.mark.req("S2", "S1")
def test_e9_a_season_of_rest_is_not_charged_until_somebody_reads_the_meter(town: Town) -> None:
    town.load(seasonal_blocks=[f"{ONE},2026-10-01,2027-03-31", f"{TWO},2026-10-05,"])
    town.run()
    assert billed(town) == ("metered", 0, 0)
    assert billed(town, TWO)[0] == "average", "the block does not cover the whole month"
    town.publish()
    assert (town.bill().lines, town.bill().meters, town.bill().charged_kopecks) == ([], [], 0)
    town.hear(recorded(12400, date(2026, 11, 20), period="2026-11"))
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    town.run("2026-11")
    assert billed(town, period="2026-11")[1] == 55, "the register stands where it stood"


@pytest.mark.req("S2")
def test_readings_below_the_calculated_one_are_a_credit_line(empty_town: Town) -> None:
    estimated = [charged(f"2026-0{m}", 208, "average") for m in (8, 9)]
    empty_town.load(
        accounts=[account()],
        meters=[meter()],
        readings=[read(12565, "2026-07-20"), read(12901, "2026-10-20")],
        charges=[*months([210, 190, 230], "2026-07"), *estimated],
    )
    state = empty_town.run()
    assert billed(empty_town) == ("metered", 0, 0), "12565 + 208 + 208 = 12981: 80 of them go back"
    assert (state.exceptions["negative"], state.recalculated_kopecks) == (1, -80 * 748)
    empty_town.publish()
    (back,) = empty_town.bill().recalculations
    assert (back.month, back.volume, back.amount_kopecks) == ("2026-09", -80, -80 * 748), "at the price of their month"
    register = empty_town.bill().meters[0].registers[0]
    assert (register.previous, register.current, register.volume) == (12981, 12901, -80)
    history = empty_town.rows("select registers -> 0 ->> 'history' from standings where period = '2026-10'")[0][0]
    assert history.endswith("112,112,112]"), "336 kWh by readings, shared by the three months that they close"


@pytest.mark.req("S2")
def test_a_replaced_meter_is_charged_by_both(empty_town: Town) -> None:
    empty_town.load(
        accounts=[account()],
        meters=[meter(removed="2026-10-14"), meter("S-2", installed="2026-10-14")],
        readings=[
            read(45120, "2026-09-20"),
            read(45210, "2026-10-14", source="control"),
            read(2, "2026-10-14", "S-2", source="control"),
            read(67, "2026-10-24", "S-2"),
        ],
        charges=months([100, 100, 100]),
    )
    empty_town.run()
    assert billed(empty_town) == ("metered", 155, 155 * PRICE)


@pytest.mark.req("S2")
def test_a_failed_meter_counts_to_its_failure_and_the_average_after_it(empty_town: Town) -> None:
    empty_town.load(
        accounts=[account()],
        meters=[meter(failed="2026-10-12")],
        readings=[read(12565, "2026-09-20"), read(12635, "2026-10-12", source="control")],
        charges=months([210, 190, 230, 205, 215, 198]),
    )
    empty_town.run()
    assert billed(empty_town) == ("average", 70 + 134, 204 * PRICE), "208 × 20/31 = 134,2"


@pytest.mark.req("S2")
def test_a_four_digit_meter_passes_zero(empty_town: Town) -> None:
    empty_town.load(
        accounts=[account()],
        meters=[meter(digits=4)],
        readings=[read(9950, "2026-09-20"), read(61, "2026-10-20")],
        charges=months([100, 100, 100]),
    )
    empty_town.run()
    assert billed(empty_town)[1] == 111


@pytest.mark.req("S2", "M4.1.4")
def test_without_a_meter_the_norm_with_a_recorded_multiplier(empty_town: Town) -> None:
    empty_town.load(
        accounts=[account(BARE, persons=1, rooms=1), account(ONE, persons=1, rooms=1, multiplier="1.5", ground="акт 7")]
    )
    empty_town.run()
    assert billed(empty_town, BARE) == ("norm", 75, 75 * PRICE)
    assert billed(empty_town, ONE) == ("norm", 75, 75 * PRICE * 3 // 2)
    empty_town.publish()
    line = empty_town.bill(ONE).lines[0]
    assert (line.amount_kopecks, line.excess_kopecks) == (75 * PRICE, 75 * PRICE // 2)


@pytest.mark.req("S2")
def test_a_run_tells_what_it_did_and_what_to_look_at(town: Town) -> None:
    town.hear(recorded(13645, OCTOBER))
    state = town.run()
    assert (state.state, state.accounts_total, state.accounts_done) == ("calculated", 3, 3)
    assert state.volume == 1300 + 240 + 75
    assert state.by_method == {"metered": 1, "average": 1, "norm": 1}
    assert state.exceptions == {"jump": 1}


@pytest.mark.req("S2")
def test_running_again_changes_nothing_until_something_new_is_known(town: Town) -> None:
    town.hear(recorded(12565, OCTOBER))
    first = town.run()
    drafts = town.rows("select t::text from run_results t order by account_number")
    assert town.run() == first
    assert town.rows("select t::text from run_results t order by account_number") == drafts
    town.hear(recorded(12600, date(2026, 10, 25), "rd-2"))
    assert town.run().volume == first.volume + 35


@pytest.mark.req("S2")
def test_a_district_is_run_by_itself(town: Town) -> None:
    town.load(accounts=[account(), account("181000001")])
    state = town.run(district="181")
    assert state.accounts_total == 1
    assert town.rows("select account_number from run_results") == [("181000001",)]


@pytest.mark.req("S2")
@pytest.mark.parametrize(("period", "code"), [("2026-11", "period_not_open"), ("2026-08", "period_not_open")])
def test_a_period_that_is_not_open_is_refused(town: Town, period: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        town.billing.run_period(RunRequest(period=period))
    assert (refused.value.code, refused.value.field) == (code, "period")


@pytest.mark.req("S2")
def test_publication_needs_a_calculation(town: Town) -> None:
    with pytest.raises(Refusal, match="not_calculated"):
        town.billing.publish_period(RunRequest(period="2026-10"))
    town.billing.run_period(RunRequest(period="2026-10"))
    with pytest.raises(Refusal, match="not_calculated"):
        town.billing.publish_period(RunRequest(period="2026-10"))


@pytest.mark.req("S2")
def test_without_a_tariff_there_is_no_run(empty_town: Town) -> None:
    (empty_town.folder / "tariffs.csv").unlink()
    empty_town.load(accounts=[account()])
    with pytest.raises(Refusal, match="tariff_not_found"):
        empty_town.billing.run_period(RunRequest(period="2026-10"))
