"""The calculator against an independent one on random cases of every kind, through its JSON."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deploy.operations.charge.command import answer
from tests.support import reference_calculator
from tests.support.examples import examples

pytestmark = pytest.mark.req("S2")
ZONES = (("one",), ("day", "night"), ("peak", "semi", "night"))
prices = st.integers(1, 9999).map(lambda kopecks: f"{kopecks // 100}.{kopecks % 100:02d}")
tiers = st.lists(prices, min_size=3, max_size=3)
periods = st.tuples(st.integers(2017, 2027), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}")
limits = st.tuples(st.integers(50, 4000), st.integers(1, 3000)).map(lambda pair: [pair[0], pair[0] + pair[1]])


@st.composite
def charged(draw: Any) -> dict[str, Any]:
    zones = draw(st.sampled_from(ZONES))
    tariff = {zone: draw(tiers) for zone in zones if draw(st.integers(0, 9))} | {"one": draw(tiers)}
    return {"case": "x", "period": draw(periods), "tariff": tariff, "limits": draw(limits), "zones": zones}


@st.composite
def metered(draw: Any) -> dict[str, Any]:
    case, digits = draw(charged()), draw(st.integers(3, 6))
    registers = {}
    for zone in case.pop("zones"):
        start, volume = draw(st.integers(0, 10**digits - 1)), draw(st.integers(0, min(8000, 10**digits - 1)))
        registers[zone] = {"previous": start, "current": (start + volume) % 10**digits}
        if draw(st.booleans()):
            registers[zone]["estimated"] = draw(st.integers(0, 1500))
    return case | {"kind": "metered", "digits": digits, "registers": registers}


@st.composite
def average(draw: Any) -> dict[str, Any]:
    case, count = draw(charged()), draw(st.integers(0, 8))
    history = {z: draw(st.lists(st.integers(-50, 3000), min_size=count, max_size=count)) for z in case.pop("zones")}
    more = {"months_without_readings": draw(st.integers(1, 5)), "norm": draw(norms), "persons": draw(st.integers(1, 9))}
    return case | {"kind": "average", "history": history} | more


norms = st.integers(1, 30_000).map(lambda hundredths: f"{hundredths // 100}.{hundredths % 100:02d}")


@st.composite
def norm(draw: Any) -> dict[str, Any]:
    case, of_days = draw(charged()), draw(st.integers(28, 31))
    case.pop("zones")
    case |= {"kind": "norm", "norm": draw(norms), "persons": draw(st.integers(1, 9)), "limits": [20_000, 30_000]}
    if draw(st.booleans()):
        case["days"] = [draw(st.integers(0, of_days)), of_days]
    if draw(st.booleans()):
        case["multiplier"] = draw(st.integers(100, 1000).map(lambda k: f"{k // 100}.{k % 100:02d}"))
    return case


@st.composite
def penalty(draw: Any) -> dict[str, Any]:
    due = draw(st.dates(date(2021, 1, 1), date(2027, 6, 1)))
    later = st.integers(-20, 400).map(lambda days: (due + timedelta(days=days)).isoformat())
    paid = st.fixed_dictionaries({"date": later, "kopecks": st.integers(0, 300_000)})
    return {
        "case": "x",
        "kind": "penalty",
        "debt_kopecks": draw(st.integers(0, 1_000_000)),
        "due": due.isoformat(),
        "payments": draw(st.lists(paid, max_size=4)),
        "rate": draw(st.sampled_from(["4.25", "8", "9.5", "16.5", "21"])),
        "as_of": draw(later),
    }


def said(case: dict[str, Any]) -> dict[str, Any]:
    result = answer(json.dumps(case).encode(), 1)
    assert "error" not in result, result
    return result


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        pytest.param(metered(), reference_calculator.metered, id="metered"),
        pytest.param(average(), reference_calculator.average, id="average"),
        pytest.param(norm(), reference_calculator.norm, id="norm"),
    ],
)
def test_a_charge_is_what_the_reference_says(cases: Any, expected: Any) -> None:
    @given(cases)
    @settings(max_examples=examples(150))
    def check(case: dict[str, Any]) -> None:
        try:
            volume, amount, vat, lines = expected(case)
        except reference_calculator.OutOfReach:
            assume(False)
        result = said(case)
        assert (result["volume"], result["amount_kopecks"], result["vat_kopecks"]) == (volume, amount, vat)
        found = [(line["zone"], line["tier"], line["volume"], line["amount_kopecks"]) for line in result["lines"]]
        assert [line for line in found if line[2]] == lines
        assert sum(line[3] for line in found) == amount

    check()


@pytest.mark.req("B7")
@given(penalty())
@settings(max_examples=examples(100))
def test_a_penalty_is_what_the_reference_says(case: dict[str, Any]) -> None:
    assert said(case)["amount_kopecks"] == reference_calculator.penalty(case)


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@given(st.one_of(metered(), average(), norm(), penalty()), st.data())
@settings(max_examples=examples(150))
def test_whatever_stands_in_a_field_is_answered_in_one_line(case: dict[str, Any], data: Any) -> None:
    field = data.draw(st.sampled_from(sorted(set(case) - {"case", "zones"})))
    case[field] = data.draw(anything)
    result = answer(json.dumps(case).encode(), 7)
    assert result["case"] == "x" and json.loads(json.dumps(result, allow_nan=False)) == result
    if "error" in result:
        assert result["line"] == 7 and result["field"] and result["error"].startswith(result["field"])


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b'{"case": NaN, "kind": "norm"}', "line"),
        (b'{"case": "x", "kind": "penalty", "debt_kopecks": Infinity}', "line"),
        (b'{"case": 1e999}', "line"),
        (b'{"kind": "norm", "kind": "average"}', "kind"),
    ],
)
def test_what_is_no_json_or_says_two_things_is_an_error(line: bytes, field: str) -> None:
    assert answer(line, 1)["field"] == field
