"""Random charges against the naive reference, and what must hold for each of them."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.rules import charges, tiers
from services.billing.rules.charges import Register
from services.billing.rules.tariffs import Tariff
from tests.support import naive_charges
from tests.support.examples import examples

pytestmark = pytest.mark.req("S2")

kwh = st.integers(0, 400)
limits = st.lists(st.integers(1, 300), max_size=3, unique=True).map(sorted).map(tuple)
prices = st.lists(st.integers(1, 3000), min_size=4, max_size=4).map(tuple)
percents = st.sampled_from([18, 20, 22])
ZONES = ("peak", "semi", "night")


@given(st.data(), st.integers(2, 3), limits, prices, kwh, percents, st.integers(1, 4))
@settings(max_examples=examples(300))
def test_one_register_costs_what_its_kwh_cost_one_by_one(data, digits, borders, row, estimated, percent, months):
    previous, current = (data.draw(st.integers(0, 10**digits - 1)) for _ in range(2))
    charge = charges.metered(
        [Register(zone="one", previous=previous, current=current, estimated=estimated)],
        digits,
        Tariff({"one": row}, borders),
        percent,
        months,
    )
    volume = naive_charges.counted(previous, current, digits) - estimated
    wide = tuple(border * months for border in borders)
    amount = naive_charges.cost(volume, [Decimal(price) / 100 for price in row], wide, estimated)
    assert charge.volume == volume
    assert Decimal(charge.amount) / 100 == amount
    assert Decimal(charge.vat) / 100 == naive_charges.vat(amount, percent)


@given(kwh, kwh, limits)
@settings(max_examples=examples(300))
def test_two_zones_share_the_tiers_by_the_formula(first, second, borders):
    shares = {(zone, tier): part for zone, tier, part in tiers.split({"day": first, "night": second}, borders) if part}
    names = ("day", "night")
    assert shares == {
        (names[zone], tier): part for (zone, tier), part in naive_charges.two_zones(first, second, borders).items()
    }


@given(st.lists(st.integers(-200, 400), min_size=1, max_size=3), limits, kwh)
@settings(max_examples=examples(500))
def test_every_split_keeps_its_zones_and_its_tiers(volumes, borders, used):
    by_zone = dict(zip(ZONES, volumes, strict=False))
    parts = tiers.split(by_zone, borders, used)
    zones: Counter[str] = Counter()
    filled: Counter[int] = Counter()
    for zone, tier, part in parts:
        zones[zone] += part
        filled[tier] += part
        assert part * by_zone[zone] >= 0, "a share goes the way of its zone"
    assert {zone: zones[zone] for zone in by_zone} == by_zone
    walked = naive_charges.walk(used, used + sum(volumes), borders)
    assert {tier: part for tier, part in filled.items() if part} == {t: part for t, part in walked.items() if part}


@given(st.lists(st.integers(-200, 400), min_size=1, max_size=3), limits, st.lists(prices, min_size=3, max_size=3), kwh)
@settings(max_examples=examples(300))
def test_lines_add_up_to_the_charge(volumes, borders, rows, used):
    by_zone = dict(zip(ZONES, volumes, strict=False))
    charge = charges.price(by_zone, Tariff(dict(zip(ZONES, rows, strict=True)), borders), 22, "metered", used)
    assert charge.amount == sum(line.amount for line in charge.lines)
    assert charge.volume == sum(line.volume for line in charge.lines) == sum(volumes)
    assert all(line.amount == line.volume * line.price for line in charge.lines)


@given(st.integers(0, 10**6), st.integers(1, 3000), st.decimals(1, 10, places=2))
def test_the_raising_factor_is_rounded_once_and_shown_apart(volume, price, factor):
    charge = charges.by_norm(volume, Tariff({"one": (price,)}), 22, factor)
    exact = (Decimal(volume * price) / 100 * factor).quantize(naive_charges.CENT, "ROUND_HALF_UP")
    assert Decimal(charge.amount) / 100 == exact
    assert charge.amount == sum(line.amount + line.excess for line in charge.lines)
    assert [line.amount for line in charge.lines] == [volume * price]
