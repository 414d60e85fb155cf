"""Borders of the rules, where a changed sign, default or order would move money or a line of the bill."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.billing.rules import balance, charges, penalties, tiers
from services.billing.rules.charges import Line, Register
from services.billing.rules.errors import BadInputError
from services.billing.rules.policy import policy_at
from services.billing.rules.tariffs import Tariff
from tests.support.facts import EDITIONS, calendar

pytestmark = pytest.mark.req("S2")
FLAT = Tariff({"one": (736,)})


def test_two_meters_of_one_scale_are_one_metered_line() -> None:
    registers = [Register(zone="one", previous=45_120, current=45_210), Register(zone="one", previous=2, current=67)]
    assert charges.metered(registers, 5, FLAT, 20).lines == (
        Line(zone="one", tier=1, method="metered", volume=155, price=736, amount=155 * 736),
    )
    assert charges.price({"one": 5}, FLAT, 20).lines[0].method == "metered"


def test_a_doubled_norm_is_raised_like_any_other() -> None:
    assert charges.by_norm(75, FLAT, 20, Decimal(2)).lines[0].excess == 75 * 736


def test_a_zone_that_used_nothing_has_its_line_in_the_tier_where_the_month_stands() -> None:
    assert tiers.split({"day": 10, "night": 0}, [100], used=100) == [("day", 2, 10), ("night", 2, 0)]
    assert tiers.split({"one": 0}, [100], used=100) == [("one", 1, 0)], "the border belongs to the lower tier"


def test_a_payment_at_the_instant_of_publication_belongs_to_the_bill_published_then() -> None:
    first = datetime(2026, 10, 5, tzinfo=UTC)
    second = first + timedelta(days=31)
    paid = [(first, 100), (second, 7)]
    assert balance.paid_for_bill(paid, first, second) == 100
    assert balance.paid_for_bill(paid, second) == 7


def test_each_part_of_a_debt_bears_the_rate_of_the_day_on_which_it_was_paid() -> None:
    due = date(2026, 4, 15)
    paid = [(due + timedelta(days=60), 100_000)]
    rates = [{"since": "2000-01-01", "value": "8"}, {"since": str(due + timedelta(days=90)), "value": "9"}]
    charged = penalties.penalty(200_000, due, paid, due + timedelta(days=90), calendar(penalty_rate=rates))
    assert charged == 100_000 * 8 * 30 // 30_000 + 100_000 * 9 * 60 // 30_000


def test_a_missing_number_is_refused_by_its_name() -> None:
    known = {name: rows for name, rows in EDITIONS.items() if name != "avg_window"}
    with pytest.raises(BadInputError) as refused:
        policy_at(known, "2026-10")
    assert (refused.value.field, refused.value.remedy) == ("avg_window", "no value is loaded for 2026-10")


def test_a_missing_price_is_refused_with_what_to_give() -> None:
    with pytest.raises(BadInputError) as refused:
        charges.price({"night": 1}, Tariff({"day": (736,)}), 20)
    assert refused.value.field == "tariff.night"
    assert refused.value.remedy == "give the prices of this zone or of the one-rate tariff"
