"""The geometry of drawings: inside the frame, true to the figures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.billing import Consumption
from gateway.charts import bars
from gateway.charts.line import line
from gateway.charts.scale import HEIGHT, LEFT, WIDTH, scale_for
from gateway.charts.waterfall import waterfall
from gateway.web.history.consumption import year_in_words

KOPECKS = st.integers(-(10**9), 10**9)


def month(period: str, volume: int, zone: str = "one", estimated: bool = False) -> Consumption:
    return Consumption(period=period, zone=zone, volume=volume, amount_kopecks=volume * 748, estimated=estimated)


def two_years(volume: int, later: int) -> list[Consumption]:
    first = [month(f"2024-{n:02d}", volume) for n in range(1, 13)]
    return first + [month(f"2025-{n:02d}", later) for n in range(1, 13)]


@given(st.floats(-(10**7), 10**7), st.floats(-(10**7), 10**7))
def test_a_scale_holds_both_figures_and_zero(one: float, other: float) -> None:
    scale = scale_for(min(one, other), max(one, other))
    assert scale.low <= min(0, one, other) and scale.high >= max(0, one, other)
    assert 0 in [mark.value for mark in scale.marks] and 2 <= len(scale.marks) <= 8


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10**6)), min_size=1, max_size=40))
def test_bars_stay_inside_the_frame(rows: list[tuple[int, int]]) -> None:
    months = bars.by_month([month(f"2026-{n:02d}", volume) for n, volume in rows], 24)
    for drawing in (bars.volumes(months), bars.costs(months)):
        for part in drawing.parts if drawing else ():
            assert part.x >= LEFT and part.x + part.width <= WIDTH
            assert part.y >= 0 and part.y + part.height <= HEIGHT


@pytest.mark.req("B12")
def test_zones_stand_one_upon_another_and_estimated_months_are_marked() -> None:
    rows = [month("2026-09", 100, "day"), month("2026-09", 50, "night"), month("2026-10", 70, "day", estimated=True)]
    drawing = bars.volumes(bars.by_month(rows, 24))
    assert drawing and drawing.estimated and [kind for kind, _ in drawing.kinds] == ["day", "night"]
    day, night, guess = drawing.parts
    assert night.y + night.height == pytest.approx(day.y) and day.height == pytest.approx(2 * night.height, abs=0.2)
    assert (guess.estimated, day.estimated) == (True, False) and "октябрь" in guess.says


@pytest.mark.req("B12")
def test_a_year_stands_beside_the_year_before() -> None:
    months = bars.by_month(two_years(100, 80), 24)
    drawing = bars.years(months)
    assert drawing and len(drawing.parts) == 24
    assert {part.kind for part in drawing.parts} == {"before", "now"}
    assert "на 20 % меньше" in year_in_words(months)
    assert bars.years(months[-12:]) is None and "Двух полных лет" in year_in_words(months[-12:])


def test_nothing_to_draw_is_no_drawing() -> None:
    assert bars.volumes([]) is None and bars.volumes(bars.by_month([month("2026-01", 0)], 24)) is None
    assert waterfall(("", 1), [("a", 0)], ("", 1)) is None
    assert line([(date(2026, 1, 1), 5)]) is None


@pytest.mark.req("B6")
@given(KOPECKS, st.lists(KOPECKS, min_size=1, max_size=7))
def test_a_waterfall_leads_from_one_bill_to_the_other(before: int, parts: list[int]) -> None:
    drawing = waterfall(
        ("до", before), [(str(n), part) for n, part in enumerate(parts)], ("после", before + sum(parts))
    )
    if drawing is None:
        return
    steps = drawing.steps
    assert [step.kopecks for step in steps[1:-1]] == [part for part in parts if part]
    assert steps[-2].bridge_y == pytest.approx(steps[-1].bridge_y, abs=0.2), "the last cause ends where the bill does"
    assert all(step.y >= 0 and step.y + step.height <= HEIGHT + 1 for step in steps)


@given(st.lists(KOPECKS, min_size=2, max_size=30))
def test_a_line_stays_inside_the_frame(sums: list[int]) -> None:
    drawing = line([(date(2026, 1, 1) + timedelta(days=n), kopecks) for n, kopecks in enumerate(sums)], stepped=True)
    assert drawing
    assert drawing.path.count("H") == len(sums) - 1
    assert drawing.last[0] == WIDTH - 12 and 0 <= drawing.last[1] <= HEIGHT
