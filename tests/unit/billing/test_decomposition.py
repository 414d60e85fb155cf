"""«Почему счёт изменился»: the parts add up, and each cause gets its own."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.rules import charges
from services.billing.rules.decomposition import BillFacts, explain
from services.billing.rules.tariffs import Tariff
from tests.support.examples import examples

pytestmark = pytest.mark.req("B6")
SEPTEMBER = Tariff({"one": (748, 823, 1309), "day": (845, 930, 1480), "night": (598, 658, 1047)}, (3900, 6000))
OCTOBER = Tariff({"one": (832, 915, 1456), "day": (940, 1034, 1645), "night": (666, 733, 1166)}, (3900, 6000))


def bill(volumes: dict[str, int], tariff: Tariff = SEPTEMBER, days: int = 30, method: str = "metered") -> BillFacts:
    return BillFacts(volumes, tariff, days, method, charges.price(volumes, tariff, 22).amount)


def causes(before: BillFacts, after: BillFacts) -> dict[str, int]:
    return {part.cause: part.amount for part in explain(before, after)}


def test_the_same_bill_has_no_parts():
    assert explain(bill({"one": 200}), bill({"one": 200})) == ()


def test_volume_days_and_tariff_are_told_apart():
    after = bill({"one": 210}, OCTOBER, days=31)
    assert causes(bill({"one": 200}), after) == {"days": 7 * 748, "volume": 3 * 748, "tariff": 210 * 84}


def test_a_shift_between_zones_is_not_a_change_of_volume():
    assert causes(bill({"day": 150, "night": 90}), bill({"day": 90, "night": 150})) == {"zones": 60 * (598 - 845)}


def test_a_charge_by_average_explains_its_own_change():
    assert causes(bill({"one": 200}), bill({"one": 260}, method="average")) == {"method": 60 * 748}


def test_the_credit_for_too_high_estimates_is_named():
    after = replace(bill({"one": 120}), settled_estimates=-80)
    assert causes(bill({"one": 200}), after) == {"method": -80 * 748}


def test_factor_and_recalculation_stand_alone():
    after = replace(bill({"one": 200}), excess=74800, recalculated=-8000)
    assert causes(bill({"one": 200}), after) == {"multiplier": 74800, "recalculation": -8000}


def test_a_new_two_zone_meter_is_explained_by_its_zones():
    one_rate = Tariff({"one": (748,)})
    zoned = Tariff({"day": (845,), "night": (598,)})
    assert causes(bill({"one": 200}, one_rate), bill({"day": 150, "night": 50}, zoned)) == {
        "tariff": 150 * (845 - 748) + 50 * (598 - 748)
    }


volumes = st.one_of(
    st.fixed_dictionaries({"one": st.integers(-500, 9000)}),
    st.fixed_dictionaries({"day": st.integers(-200, 6000), "night": st.integers(-200, 6000)}),
)
bills = st.builds(
    BillFacts,
    volumes,
    st.sampled_from([SEPTEMBER, OCTOBER, Tariff({"one": (700,)})]),
    st.integers(0, 31),
    st.sampled_from(["metered", "average", "norm"]),
    st.integers(-(10**7), 10**7),
    st.integers(0, 10**6),
    st.integers(-(10**6), 10**6),
    st.integers(-500, 500),
)


@given(bills, bills)
@settings(max_examples=examples(500))
def test_parts_always_add_up_to_the_kopeck(before, after):
    difference = sum(b.charged * s + b.excess * s + b.recalculated * s for b, s in ((after, 1), (before, -1)))
    parts = explain(before, after)
    assert sum(part.amount for part in parts) == difference
    assert all(part.amount for part in parts)


def test_days_are_compared_without_what_a_bill_settled_for_other_months():
    before = replace(bill({"one": 220}), settled_estimates=20)
    assert causes(before, bill({"one": 206}, days=31)) == {"days": 7 * 748, "method": -20 * 748, "volume": -1 * 748}


def test_a_home_that_used_nothing_or_one_kwh_has_its_volume_in_the_last_or_the_only_zone():
    nothing, all_by_night = bill({"day": 0, "night": 0}), bill({"day": 0, "night": 10})
    assert causes(nothing, all_by_night) == {"volume": 10 * 598}
    one_by_day = bill({"day": 1, "night": 0})
    assert causes(one_by_day, bill({"day": 10, "night": 0})) == {"volume": 9 * 845}


def test_a_zone_without_a_former_price_takes_its_new_one_and_the_former_limits_hold():
    three = Tariff({"peak": (1000, 1100), "semi": (750, 800), "night": (598, 658)}, (3900, 6000))
    two = Tariff({"day": (845, 930), "night": (598, 658)}, (3900, 6000))
    assert causes(bill({"day": 0, "night": 4000}, two), bill({"peak": 0, "semi": 0, "night": 4000}, three)) == {}
