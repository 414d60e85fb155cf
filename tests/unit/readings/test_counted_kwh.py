"""kWh of meters with digits behind the comma and of meters behind transformers: what is judged and shown (E4, E5)."""

import pytest

from services.readings.rules.control_judgement import judge_control
from tests.unit.readings.test_checks import POLICY, TODAY, codes, judged, meter, monthly, shown

pytestmark = pytest.mark.req("B2", "S6")


@pytest.mark.parametrize(
    ("facts", "typed", "volume"),
    [
        ({"digits": 6, "decimals": 1}, "1291,8", 8),
        ({"digits": 6, "decimals": 1}, "1291.8", 8),
        ({"digits": 6, "decimals": 1}, "1292", 8),  # 8.2
        ({"digits": 6, "decimals": 1}, "1284,3", 1),  # half a kWh counts up
        ({"digits": 6, "decimals": 1, "ratio": 20}, "1291,8", 160),
        ({"ratio": 20}, "12846", 160),
    ],
)
def test_the_volume_is_in_kwh(facts, typed, volume):
    judgement = judged(meter(shown(12838), **facts), typed)
    assert judgement.outcome == "accepted"
    assert [step.volume for step in judgement.steps] == [volume]


def test_what_is_impossible_is_told_in_kwh():
    """31 days at 15 kW are 11 160 kWh: 600 steps of a counter behind transformers of 20 are more, tenths are not."""
    assert codes(judged(meter(shown(12000), ratio=20), "12600")) == {"E5b": "error"}
    assert judged(meter(shown(12000), digits=6, decimals=1), "1260,0").outcome == "accepted"


def test_the_usual_is_in_kwh_too():
    tenths = meter(*monthly(1_000, 2_000), digits=6, decimals=1)
    assert judged(tenths, "1300,0").outcome == "accepted", "200 kWh a month, as ever"
    asked = judged(tenths, "1900,0")
    assert codes(asked) == {"E5a": "confirm"} and "около 203" in asked.findings[0].message.replace("\xa0", " ")


def test_a_former_reading_has_its_comma():
    refused = judged(meter(shown(12838), digits=6, decimals=1), "1200")
    assert "было 01283,8 (20 октября 2026)" in refused.findings[0].message


def test_half_of_the_scale_is_of_the_counter_and_not_of_kwh():
    """99 990,0 → 10,0: 20 kWh, behind transformers 400."""
    near = meter(shown(999_900), digits=6, decimals=1, ratio=20)
    step = judged(near, "10,0").steps[0]
    assert (step.volume, step.rolled_over) == (400, True)


def test_an_inspector_s_reading_is_counted_alike():
    facts = meter(shown(12838), digits=6, decimals=1, ratio=20)
    judgement = judge_control({"one": 12918}, facts, TODAY, "2026-11", POLICY, passed_zero=False)
    assert [step.volume for step in judgement.steps] == [160]
    back = judge_control({"one": 12828}, facts, TODAY, "2026-11", POLICY, passed_zero=False)
    assert [step.volume for step in back.steps] == [-20] and codes(back) == {"E4": "confirm"}
