"""«Почему счёт изменился»: the parts add up, and each cause gets its own."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.rules import charges
from services.billing.rules.decomposition import BillFacts, Household, Recalculated, explain
from services.billing.rules.tariffs import Tariff
from tests.support.examples import examples

pytestmark = pytest.mark.req("B6")
SEPTEMBER = Tariff({"one": (748, 823, 1309), "day": (845, 930, 1480), "night": (598, 658, 1047)}, (3900, 6000))
OCTOBER = Tariff({"one": (832, 915, 1456), "day": (940, 1034, 1645), "night": (666, 733, 1166)}, (3900, 6000))


NORMS = {1: Fraction(75), 2: Fraction(120), 3: Fraction(144)}
"""Of a home: 75, 60 and 48 kWh a person."""
LOWER_NORMS = {1: Fraction(70), 2: Fraction(110), 3: Fraction(130)}


def bill(volumes: dict[str, int], tariff: Tariff = SEPTEMBER, days: int = 30, method: str = "metered") -> BillFacts:
    charged = charges.price(volumes, tariff, 22).amount
    return BillFacts(volumes=volumes, tariff=tariff, days=days, method=method, charged=charged)


def estimate(kwh: int, days: int, of_days: int, method: str = "average") -> BillFacts:
    return replace(bill({"one": kwh}, days=days, method=method), of_days=of_days)


def by_norm(kwh: int, *spells: tuple[int, int], norms: dict[int, Fraction] = NORMS, away: bool = False) -> BillFacts:
    days = sum(days for _, days in spells)
    return replace(estimate(kwh, days, days, "norm"), household=Household(spells=spells, norms=norms, away=away))


def causes(before: BillFacts, after: BillFacts) -> dict[str, int]:
    return {part.cause: part.amount for part in explain(before, after)}


def test_the_same_bill_has_no_parts():
    assert explain(bill({"one": 200}), bill({"one": 200})) == ()


def test_volume_days_between_readings_and_tariff_are_told_apart():
    after = bill({"one": 210}, OCTOBER, days=31)
    assert causes(bill({"one": 200}), after) == {"days": 7 * 748, "volume": 3 * 748, "tariff": 210 * 84}
    [days, volume, _] = explain(bill({"one": 200}), after)
    assert (days.before, days.after, volume.before, volume.after) == (30, 31, 200, 210)


def test_unknown_days_explain_nothing():
    assert causes(bill({"one": 200}), bill({"one": 210}, days=0)) == {"volume": 10 * 748}


@pytest.mark.parametrize("method", ["average", "norm"])
def test_a_whole_month_by_norm_or_average_has_no_days_part(method):
    """February and March by the norm 240 cost the same, and nothing has changed (п. 42, 59)."""
    assert explain(estimate(240, 28, 28, method), estimate(240, 31, 31, method)) == ()


@pytest.mark.parametrize(("before", "after"), [("average", "norm"), ("metered", "average"), ("norm", "control")])
def test_bills_of_different_kinds_are_not_compared_by_days(before, after):
    change = causes(estimate(240, 28, 28, before), estimate(300, 31, 31, after))
    assert change == {"method": 60 * 748}


def test_a_part_of_a_month_is_explained_by_its_days():
    """An account that is closed on the 20th: 300 x 20 / 30."""
    assert causes(estimate(300, 31, 31), estimate(200, 20, 30)) == {"days": -100 * 748}


def test_more_persons_explain_a_greater_norm():
    before, after = by_norm(120, (2, 30)), by_norm(144, (3, 31))
    assert causes(before, after) == {"persons": 24 * 748}
    [persons] = explain(before, after)
    assert (persons.before, persons.after) == (2, 3)


def test_persons_that_change_inside_a_month_explain_both_months():
    """Half of June: 120 x 15/30 + 144 x 15/30 = 132."""
    middle = by_norm(132, (2, 15), (3, 15))
    assert causes(by_norm(120, (2, 31)), middle) == {"persons": 12 * 748}
    assert causes(middle, by_norm(144, (3, 31))) == {"persons": 12 * 748}


def test_a_lower_norm_and_fewer_persons_are_told_apart():
    after = by_norm(110, (2, 31), norms=LOWER_NORMS)
    assert causes(by_norm(120, (2, 30)), after) == {"norm": -10 * 748}
    fewer = by_norm(70, (1, 31), norms=LOWER_NORMS)
    assert causes(by_norm(120, (2, 30)), fewer) == {"persons": -45 * 748, "norm": -5 * 748}


def test_an_absence_explains_what_persons_and_norms_do_not():
    assert causes(by_norm(75, (1, 31)), by_norm(45, (1, 30), away=True)) == {"absence": -30 * 748}
    assert causes(by_norm(45, (1, 30), away=True), by_norm(75, (1, 31))) == {"absence": 30 * 748}


def test_a_norm_of_unknown_persons_is_a_volume():
    assert causes(by_norm(75, (1, 31)), by_norm(90, (7, 30))) == {"volume": 15 * 748}
    nobody = replace(by_norm(75, (1, 31)), household=Household())
    assert causes(nobody, by_norm(90, (1, 30))) == {"volume": 15 * 748}


def test_a_shift_between_zones_is_not_a_change_of_volume():
    assert causes(bill({"day": 150, "night": 90}), bill({"day": 90, "night": 150})) == {"zones": 60 * (598 - 845)}


def test_a_charge_by_average_explains_its_own_change():
    assert causes(bill({"one": 200}), bill({"one": 260}, method="average")) == {"method": 60 * 748}


def test_the_credit_for_too_high_estimates_is_named():
    after = replace(bill({"one": 120}), settled_estimates=-80)
    assert causes(bill({"one": 200}), after) == {"estimates": -80 * 748}


def test_readings_after_estimated_months_count_for_each_of_them():
    """The average 300, then readings that show 400 for two months: 200 each, 100 were estimated too much."""
    after = replace(bill({"one": 100}), settled_estimates=-300, months=2)
    assert causes(estimate(300, 31, 31), after) == {"method": -100 * 748, "estimates": -100 * 748}


def test_control_readings_are_readings():
    assert causes(bill({"one": 200}), bill({"one": 230}, method="control")) == {"volume": 30 * 748}


def test_factor_recalculation_and_correction_stand_alone():
    settled = Recalculated(amount=-8000, months=("2026-07", "2026-08"))
    after = replace(bill({"one": 200}), excess=74800, recalculated=settled, corrected=500)
    assert causes(bill({"one": 200}), after) == {"multiplier": 74800, "recalculation": -8000, "correction": 500}
    assert [part.months for part in explain(bill({"one": 200}), after)] == [(), ("2026-07", "2026-08"), ()]
    assert explain(after, bill({"one": 200}))[1].months == ("2026-07", "2026-08")


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
households = st.builds(
    Household,
    spells=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 31)), max_size=3),
    norms=st.sampled_from([NORMS, LOWER_NORMS, {}, {1: Fraction(0), 2: Fraction(0)}]),
    away=st.booleans(),
)
bills = st.builds(
    BillFacts,
    volumes=volumes,
    tariff=st.sampled_from([SEPTEMBER, OCTOBER, Tariff({"one": (700,)})]),
    method=st.sampled_from(["metered", "average", "norm", "control"]),
    charged=st.integers(-(10**7), 10**7),
    excess=st.integers(0, 10**6),
    days=st.integers(0, 31),
    of_days=st.integers(28, 31),
    settled_estimates=st.integers(-500, 500),
    months=st.integers(1, 4),
    household=households,
    recalculated=st.builds(Recalculated, amount=st.integers(-(10**6), 10**6)),
    corrected=st.integers(-(10**6), 10**6),
)


@given(bills, bills)
@settings(max_examples=examples(500))
def test_parts_always_add_up_to_the_kopeck(before, after):
    def whole(facts):
        return facts.charged + facts.excess + facts.recalculated.amount + facts.corrected

    parts = explain(before, after)
    assert sum(part.amount for part in parts) == whole(after) - whole(before)
    assert all(part.amount for part in parts)
    assert len({part.cause for part in parts}) == len(parts)
    if before.method != after.method:
        assert "days" not in {part.cause for part in parts} or {before.method, after.method} == {"metered", "control"}


def test_days_are_compared_without_what_a_bill_settled_for_other_months():
    before = replace(bill({"one": 220}), settled_estimates=20)
    assert causes(before, bill({"one": 206}, days=31)) == {"estimates": -20 * 748, "days": 7 * 748, "volume": -1 * 748}


def test_a_home_that_used_nothing_or_one_kwh_has_its_volume_in_the_last_or_the_only_zone():
    nothing, all_by_night = bill({"day": 0, "night": 0}), bill({"day": 0, "night": 10})
    assert causes(nothing, all_by_night) == {"volume": 10 * 598}
    one_by_day = bill({"day": 1, "night": 0})
    assert causes(one_by_day, bill({"day": 10, "night": 0})) == {"volume": 9 * 845}


def test_a_zone_without_a_former_price_takes_its_new_one_and_the_former_limits_hold():
    three = Tariff({"peak": (1000, 1100), "semi": (750, 800), "night": (598, 658)}, (3900, 6000))
    two = Tariff({"day": (845, 930), "night": (598, 658)}, (3900, 6000))
    assert causes(bill({"day": 0, "night": 4000}, two), bill({"peak": 0, "semi": 0, "night": 4000}, three)) == {}
