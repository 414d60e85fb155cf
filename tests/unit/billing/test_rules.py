"""Rules that the worked cases leave open: dates, borders, refusals."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules import averages, charges, due_dates, norms, restriction, tiers, volumes
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import decimal, half_up, kopecks, rubles
from services.billing.rules.penalties import penalty
from services.billing.rules.policy import policy_at
from services.billing.rules.restriction import Steps
from services.billing.rules.tariffs import Tariff
from tests.support.facts import EDITIONS, calendar, norm_table, policy

pytestmark = pytest.mark.req("S2")
NOW = policy("2026-10")


@pytest.mark.parametrize(("top", "bottom", "rounded"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0)])
def test_halves_go_away_from_zero(top, bottom, rounded):
    assert half_up(top, bottom) == rounded


@pytest.mark.parametrize("text", ["7.365", "abc", "NaN", 7.36, None, True])
def test_a_price_that_is_not_exact_kopecks_is_refused(text):
    with pytest.raises(BadInputError, match="tariff"):
        kopecks(text, "tariff")


def test_rubles_are_written_with_two_decimals():
    assert [rubles(amount) for amount in (0, 5, 736, -59840)] == ["0.00", "0.05", "7.36", "-598.40"]
    assert decimal("7.36", "x") == Decimal("7.36")


def test_three_zones_with_an_empty_last_one_leave_no_negative_share():
    parts = tiers.split({"peak": 3901, "semi": 3899, "night": 0}, (3900, 6000))
    assert parts == [
        ("peak", 1, 1951),
        ("semi", 1, 1949),
        ("night", 1, 0),
        ("peak", 2, 1050),
        ("semi", 2, 1050),
        ("peak", 3, 900),
        ("semi", 3, 900),
    ]


@pytest.mark.parametrize(
    ("previous", "current", "kwh"), [(99870, 35, 165), (12565, 12400, -165), (50000, 0, 50000), (49999, 0, -49999)]
)
def test_a_checked_reading_below_the_former_is_zero_passed_or_a_correction(previous, current, kwh):
    assert volumes.between_checked(previous, current, 5) == kwh
    assert volumes.between_checked(0, 99999, 5) == 99999


def test_a_big_credit_takes_back_the_dearest_tier_first():
    assert tiers.split({"one": -2000}, (3900, 6000), used=5000) == [("one", 2, -1100), ("one", 1, -900)]


def test_a_volume_that_reaches_a_tier_without_price_names_the_tariff():
    with pytest.raises(BadInputError, match=r"tariff\.peak.*tier 2"):
        charges.price({"peak": 5000}, Tariff({"peak": (1104,)}, (3900, 6000)), 22)


def test_a_zone_without_price_names_it():
    with pytest.raises(BadInputError, match=r"tariff\.night"):
        charges.price({"day": 1, "night": 1}, Tariff({"day": (845,)}), 22)


def test_electric_heating_widens_the_tiers():
    assert Tariff({}, (3900, 6000)).widened(NOW.heating_tier_factor).limits == (7020, 10800)


def test_the_average_takes_the_last_six_months_only():
    assert averages.average([900, 1, 1, 1, 1, 1, 1], NOW) == 1
    assert averages.average([-50, -50, 10], NOW) == 0


def test_estimates_end_with_the_third_month():
    history = {"one": [100] * 6}
    assert [averages.estimate(history, month, NOW) for month in (1, 3, 4)] == [{"one": 100}, {"one": 100}, None]
    assert averages.estimate({}, 1, NOW) is None


@pytest.mark.parametrize(("rooms", "persons", "kwh"), [(1, 1, 75), (4, 5, 40), (9, 12, 40)])
def test_the_norm_table_s_last_row_and_column_hold_for_more(rooms, persons, kwh):
    assert norms.norm_for(norm_table(), "gas", rooms, persons) == kwh


def test_a_norm_that_is_not_loaded_is_an_error():
    with pytest.raises(BadInputError, match="load the table"):
        norms.norm_for(norm_table(), "coal", 1, 1)


@pytest.mark.parametrize(
    ("period", "bill", "due"),
    [
        ("2025-12", date(2026, 1, 1), date(2026, 1, 12)),
        ("2026-02", date(2026, 3, 5), date(2026, 3, 10)),
        ("2026-03", date(2026, 4, 5), date(2026, 4, 15)),
        ("2026-10", date(2026, 11, 5), date(2026, 11, 16)),
    ],
)
def test_bill_and_due_days_follow_the_law_of_their_time(period, bill, due):
    assert due_dates.bill_day(period, policy(period)) == bill
    assert due_dates.due_day(period, policy(period)) == due


def test_a_public_holiday_is_an_edition_of_the_due_day_for_its_month():
    days = (("2026-03-01", 15), ("2026-10-01", 17), ("2026-11-01", 15))
    editions = EDITIONS | {"due_day": [{"since": since, "value": day} for since, day in days]}
    due = [due_dates.due_day(period, policy_at(editions, period)) for period in ("2026-09", "2026-10", "2026-11")]
    assert due == [date(2026, 10, 15), date(2026, 11, 17), date(2026, 12, 15)]


def test_a_parameter_that_is_not_loaded_is_named():
    with pytest.raises(BadInputError, match=r"vat_rate.*1999-12"):
        policy_at(EDITIONS, "1999-12")


@pytest.mark.req("B7")
def test_penalty_grows_on_what_is_open_and_forgets_what_is_later():
    def owed(as_of: date, payments: list[tuple[date, int]]) -> int:
        return penalty(100000, date(2026, 4, 15), payments, as_of, calendar())

    assert owed(date(2026, 6, 14), []) == 950
    assert owed(date(2026, 6, 14), [(date(2026, 6, 15), 100000)]) == 950
    assert owed(date(2026, 6, 14), [(date(2026, 4, 1), 60000), (date(2026, 4, 2), 90000)]) == 0
    # from 2027 the frozen rate is over: 100000 x (9.5 % x (60/300 + 170/130) + 16.5 % x 1/130)
    assert owed(date(2027, 1, 1), []) == round(100000 * (0.095 * (60 / 300 + 170 / 130) + 0.165 / 130))


@pytest.mark.req("M4.1.12")
def test_the_restriction_clock():
    delivered = Steps(issued_on=date(2026, 10, 1), delivered_on=date(2026, 10, 5))
    assert restriction.deadline(date(2026, 10, 5), NOW) == date(2026, 10, 25)

    def at(steps: Steps, today: date) -> str:
        return restriction.stage(steps, over_threshold=True, today=today, policy=NOW)

    assert at(Steps(), date(2026, 10, 1)) == "over_threshold"
    assert restriction.stage(Steps(), over_threshold=False, today=date(2026, 10, 1), policy=NOW) == "none"
    assert at(Steps(issued_on=date(2026, 10, 1)), date(2026, 12, 1)) == "notice_sent"
    assert at(delivered, date(2026, 10, 25)) == "notice_delivered"
    assert at(delivered, date(2026, 10, 26)) == "expired"
    assert at(Steps(date(2026, 10, 1), settled_on=date(2026, 10, 2)), date(2026, 10, 3)) == "closed"
    cut = Steps(date(2026, 10, 1), date(2026, 10, 5), restricted_on=date(2026, 11, 1))
    assert [at(cut, date(2026, 11, day)) for day in (10, 11)] == ["restricted", "suspended"]
    paid = Steps(date(2026, 10, 1), date(2026, 10, 5), date(2026, 11, 1), date(2026, 11, 20))
    assert at(paid, date(2026, 11, 21)) == "reconnection_due"
    assert restriction.reconnection_deadline(date(2026, 11, 20), NOW) == date(2026, 11, 22)
    done = Steps(date(2026, 10, 1), date(2026, 10, 5), date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 21))
    assert at(done, date(2026, 11, 22)) == "closed"


def test_instalments_kept_are_no_ground():
    assert not restriction.grounds(10**7, 138, 748, NOW, instalments_kept=True)
