"""The validation codes E1-E14 of the rules, each with its example."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.readings.policy import shipped
from services.readings.rules.checks import Judgement, judge_typed
from services.readings.rules.control import wrong_control
from services.readings.rules.control_judgement import judge_control
from services.readings.rules.history import Shown
from services.readings.rules.meter import MeterFacts
from services.readings.rules.policy import policy_on

pytestmark = pytest.mark.req("B2")
TODAY = date(2026, 11, 20)
POLICY = policy_on(TODAY, shipped(), [])


def shown(value: int | dict[Any, int], taken_on: date = date(2026, 10, 20), **more: Any) -> Shown:
    values = value if isinstance(value, dict) else {"one": value}
    return Shown(values, taken_on, more.pop("period", f"{taken_on:%Y-%m}"), **more)


def meter(*readings: Shown, digits: int = 5, zones: tuple[Any, ...] = ("one",), **more: Any) -> MeterFacts:
    return MeterFacts(digits, zones, more.pop("max_power_kw", 15), readings, **more)


def judged(facts: MeterFacts, *digits: str, today: date = TODAY) -> Judgement:
    return judge_typed(zip(facts.zones, digits, strict=False), facts, today, POLICY)


def codes(judgement: Judgement) -> dict[str, str]:
    return {finding.code: finding.severity for finding in judgement.findings}


def monthly(start: int, kwh: int, months: int = 6) -> list[Shown]:
    """Readings of the 20th, the last one in October 2026."""
    return [shown(start + n * kwh, date(2026, 11 - months + n, 20)) for n in range(months)]


@pytest.mark.parametrize("text", ["12 565", "12565,4", "-5", "１２", "12.5", "1e3", "٣", " 12"])
def test_e1_only_digits(text):
    judgement = judged(meter(shown(12345)), text)
    assert judgement.outcome == "refused"
    assert codes(judgement) == {"E1": "error"}
    assert "Введены некорректные символы" in judgement.findings[0].message
    assert judgement.steps == ()


@pytest.mark.req("M4.1.5")
@pytest.mark.parametrize("text", ["57,8", "57.8"])
def test_e1_digits_behind_the_comma_are_named_and_never_joined_to_the_rest(text):
    judgement = judged(meter(shown(0)), text)
    assert judgement.outcome == "refused" and judgement.values == {}
    assert "цифры после запятой не нужны, укажите 57" in judgement.findings[0].message


def test_e2_not_more_digits_than_the_meter_has():
    judgement = judged(meter(shown(345), digits=4), "00345")
    assert codes(judgement) == {"E2": "error"}
    assert "не соответствует разрядности" in judgement.findings[0].message


def test_e2_shorter_input_is_padded():
    assert judged(meter(shown(99870)), "35").steps[0].volume == 165
    assert judged(meter(shown(345)), "400").steps[0].current == 400


@pytest.mark.parametrize("digits", [("12400",), ("12400", "")])
def test_e3_every_zone_is_filled(digits):
    judgement = judged(meter(shown({"day": 12000, "night": 5000}), zones=("day", "night")), *digits)
    assert codes(judgement) == {"E3": "error"}
    assert "«ночь»" in judgement.findings[0].message
    assert judgement.findings[0].zone == "night"


def test_e3_a_strange_or_repeated_zone_is_refused():
    facts = meter(shown(12000))
    for values in ([("one", "12100"), ("night", "1")], [("one", "12100"), ("one", "12200")]):
        assert codes(judge_typed(values, facts, TODAY, POLICY)) == {"E3": "error"}


@pytest.mark.parametrize(("previous", "digits", "text", "volume"), [(99870, 5, "00035", 165), (9950, 4, "0061", 111)])
def test_e4_through_zero_asks(previous, digits, text, volume):
    judgement = judged(meter(shown(previous), digits=digits), text)
    assert judgement.outcome == "needs_confirmation"
    assert codes(judgement) == {"E4": "confirm"}
    assert "перешёл через ноль" in judgement.findings[0].message
    step = judgement.steps[0]
    assert (step.volume, step.rolled_over) == (volume, True)


@pytest.mark.parametrize(("previous", "digits", "text"), [(12565, 5, "12400"), (5000, 4, "4900")])
def test_e4_a_lower_reading_is_a_mistake(previous, digits, text):
    judgement = judged(meter(shown(previous), digits=digits), text)
    assert codes(judgement) == {"E4": "error"}
    assert "Обратная связь" in judgement.findings[0].message


def test_e5a_three_times_the_usual_is_still_usual():
    facts = meter(*monthly(10000, 200))
    usual_days, days = 153, 31  # 20 May to 20 October, 20 October to today
    limit = 3 * 1000 * days // usual_days
    last = 10000 + 5 * 200
    assert codes(judged(facts, str(last + limit))) == {}
    judgement = judged(facts, str(last + limit + 1))
    assert judgement.outcome == "needs_confirmation"
    assert codes(judgement) == {"E5a": "confirm"}


def test_e5a_without_history_100_kwh_a_day():
    facts = meter(shown(10000))
    assert codes(judged(facts, "13100")) == {}
    assert codes(judged(facts, "13101")) == {"E5a": "confirm"}


def test_e5a_a_month_above_the_first_tier():
    facts = meter(*monthly(10000, 1300))
    assert codes(judged(facts, str(10000 + 5 * 1300 + 3900))) == {}
    assert codes(judged(facts, str(10000 + 5 * 1300 + 3901))) == {"E5a": "confirm"}


def test_e5b_what_the_connection_cannot_let_through():
    facts = meter(shown(10000))
    assert judged(facts, "21160").outcome == "needs_confirmation"
    judgement = judged(facts, "21161")
    assert judgement.outcome == "refused"
    assert codes(judgement)["E5b"] == "error"
    assert judged(meter(shown(10000), max_power_kw=30), "21161").outcome == "needs_confirmation"


@pytest.mark.parametrize(("day", "period", "flagged"), [(25, "2026-11", False), (26, "2026-12", True)])
def test_e6_by_the_25th_for_this_month(day, period, flagged):
    judgement = judged(meter(shown(12345)), "12400", today=date(2026, 11, day))
    assert judgement.period == period
    assert ("E6" in codes(judgement)) is flagged
    assert judgement.outcome == "accepted"
    if flagged:
        message = next(finding.message for finding in judgement.findings if finding.code == "E6")
        assert message == "25-е число прошло: эти показания войдут в счёт за декабрь 2026", "nothing is sent yet"


@pytest.mark.req("B2")
def test_e6_is_not_told_beside_a_refusal():
    refused = judged(meter(shown(12345)), "12000", today=date(2026, 11, 28))
    assert refused.outcome == "refused" and "E6" not in codes(refused)


def test_e6_december_leads_into_january():
    assert judged(meter(shown(12345)), "12400", today=date(2026, 12, 31)).period == "2027-01"


def test_e7_a_later_reading_of_the_period_replaces_the_earlier_one():
    facts = meter(shown(12345), shown(12999, date(2026, 11, 5)))
    judgement = judged(facts, "12600")
    assert judgement.outcome == "accepted", "lower than what was sent this month, but that does not count yet"
    assert judgement.steps[0].previous == 12345
    assert codes(judgement) == {"E7": "hint"}
    assert codes(judged(facts, "12999")) == {}


def test_e8_zero_use_is_accepted():
    judgement = judged(meter(shown(12345)), "12345")
    assert judgement.outcome == "accepted"
    assert codes(judgement) == {"E8": "hint"}


def test_e9_a_failed_meter_is_told():
    assert codes(judged(meter(shown(12345), failed_on=date(2026, 11, 11)), "12400")) == {"E9": "hint"}


def test_e10_not_below_a_control_reading():
    same_day = meter(shown(12345), shown(99990, TODAY, control=True))
    assert codes(judged(same_day, "00005")) == {"E10": "error"}
    earlier = meter(shown(12345), shown(12500, date(2026, 11, 10), control=True))
    assert codes(judged(earlier, "12400")) == {"E10": "error"}
    assert judged(earlier, "12510").steps[0].previous == 12500


def test_e11_a_smart_meter_needs_no_typing():
    assert codes(judged(meter(shown(12345), smart=True), "12400")) == {"E11": "hint"}


def test_e13_the_digit_behind_the_comma():
    facts = meter(*monthly(35, 15))  # shows 110 in October
    judgement = judged(facts, "1234")
    assert judgement.outcome == "needs_confirmation"
    assert codes(judgement) == {"E5a": "confirm", "E13": "hint"}
    assert "123" in judgement.findings[1].message


def test_e13_helps_a_refused_one_too():
    judgement = judged(meter(*monthly(11345, 200), digits=6), "125651")
    assert codes(judgement) == {"E5b": "error", "E13": "hint"}


def test_the_first_reading_of_a_meter_uses_nothing():
    judgement = judged(meter(), "12345")
    assert judgement.outcome == "accepted"
    assert judgement.steps[0].volume == 0
    assert "первые показания" in judgement.findings[0].message


def test_the_policy_is_dated_data():
    rows = [
        ("cutoff_day", date(2026, 1, 1), 20),
        ("cutoff_day", date(2027, 1, 1), 5),
        ("vat_rate", date(2026, 1, 1), 22),
    ]
    policy = policy_on(TODAY, shipped(), rows)
    assert (policy.cutoff_day, policy.max_power_kw) == (20, 15)


@given(st.integers(3, 9), st.data())
def test_any_digits_get_a_verdict_and_steps_that_add_up(digits, data):
    top = 10**digits - 1
    facts = meter(shown(data.draw(st.integers(0, top))), digits=digits)
    text = data.draw(st.text("0123456789", min_size=1, max_size=digits))
    judgement = judged(facts, text)
    assert judgement.outcome in ("accepted", "needs_confirmation", "refused")
    for step in judgement.steps:
        assert (step.previous + step.volume) % (top + 1) == step.current == int(text)


@given(st.text(max_size=12))
def test_no_text_breaks_the_check(text):
    judgement = judged(meter(shown(12345)), text)
    assert judgement.outcome in ("accepted", "needs_confirmation", "refused")


def inspected(facts: MeterFacts, value: int, day: date = TODAY, *, passed_zero: bool = False) -> Judgement:
    return judge_control({"one": value}, facts, day, "2026-11", POLICY, passed_zero=passed_zero)


@pytest.mark.req("S4", "S6")
def test_a_control_reading_above_what_the_connection_lets_through_is_asked_about():
    """15 kW x 24 h x 31 days = 11 160 kWh."""
    facts = meter(shown(10_000, date(2026, 10, 20)))
    assert inspected(facts, 10_100).outcome == "accepted"
    judgement = inspected(facts, 99_999)
    assert codes(judgement) == {"E5b": "confirm"} and judgement.steps[0].volume == 89_999
    assert "невозможен при 15 кВт: не больше 11 160 кВт·ч" in judgement.findings[0].message.replace("\xa0", " ")
    assert "E5b" not in codes(inspected(meter(shown(10_000, date(2026, 10, 20)), max_power_kw=150), 99_999))


@pytest.mark.req("S4", "S6")
def test_a_control_reading_far_above_the_usual_is_asked_about():
    assert codes(inspected(meter(*monthly(10_000, 100)), 11_300)) == {"E5a": "confirm"}


@pytest.mark.req("S4", "S6")
def test_a_lower_control_reading_is_asked_about_and_gives_kwh_back():
    judgement = inspected(meter(shown(11_366)), 5)
    assert codes(judgement) == {"E4": "confirm"} and judgement.steps[0].volume == 5 - 11_366
    assert "Абоненту вернём 11 361 кВт·ч" in judgement.findings[0].message.replace("\xa0", " ")


@pytest.mark.req("S4", "S6")
def test_an_inspector_may_say_that_a_counter_of_four_digits_went_through_zero():
    """9 500 -> 5 500: 6 000 kWh in seven months, and not 4 000 kWh given back."""
    facts = meter(shown(9_500, date(2026, 4, 20)), digits=4)
    assert inspected(facts, 5_500).steps[0].volume == -4_000
    told = inspected(facts, 5_500, passed_zero=True)
    assert (told.outcome, told.steps[0].volume, told.steps[0].rolled_over) == ("accepted", 6_000, True)
    assert inspected(meter(shown(99_990)), 40).steps[0].volume == 50, "within half of the scale nobody needs to say so"


@pytest.mark.req("S4")
def test_a_control_reading_is_compared_with_what_was_before_its_day():
    facts = meter(shown(10_000, date(2026, 9, 20)), shown(10_400, date(2026, 11, 10)))
    assert inspected(facts, 10_100, date(2026, 10, 5)).steps[0].volume == 100
    first = inspected(facts, 9_000, date(2026, 8, 1))
    assert (first.outcome, first.steps[0].volume, codes(first)) == ("accepted", 0, {"E8": "hint"})


@pytest.mark.req("S4")
@pytest.mark.parametrize(
    ("values", "taken_on", "code"),
    [
        ([("one", 12000)], TODAY, None),
        ([("one", 12000)], date(2026, 11, 21), "E14"),
        ([("one", 12000)], date(2018, 12, 31), "E14"),
        ([("one", 100000)], TODAY, "E2"),
        ([("day", 1)], TODAY, "E3"),
        ([("one", 11000)], TODAY, "E10"),
    ],
)
def test_mistakes_of_a_control_reading(values, taken_on, code):
    controls = [shown(11500, date(2026, 6, 1), control=True)]
    found = wrong_control(values, ("one",), 5, taken_on, date(2019, 1, 1), controls, TODAY)
    assert (found.code if found else None) == code
