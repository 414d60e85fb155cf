"""Which days a date may have, by its meaning: 1926 and 2062 are slips of the pen everywhere."""

from datetime import date
from typing import get_args

import pytest

from contracts.bounds import Meaning, bounds
from contracts.supply import FORMS

pytestmark = pytest.mark.req("S6")
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize("meaning", get_args(Meaning))
@pytest.mark.parametrize("day", [date(1926, 11, 5), date(2062, 11, 5)])
def test_no_date_can_be_of_1926_or_2062(meaning: Meaning, day: date) -> None:
    least, most = bounds(meaning, TODAY)
    assert not least <= day <= most


def test_facts_lie_within_three_years_and_not_in_the_future() -> None:
    """ГК ст. 196: three years before the present month."""
    assert bounds("fact", TODAY) == (date(2023, 11, 1), TODAY)
    assert bounds("fact", TODAY, 12) == (date(2025, 11, 1), TODAY)
    assert bounds("period", TODAY) == (date(2023, 11, 1), date(2026, 11, 30))
    assert bounds("verification", TODAY)[1] == date(2056, 11, 28)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_day_and_month_of_the_files_has_a_meaning(form) -> None:  # type: ignore[no-untyped-def]
    dated = [one for one in form.columns if one.shape.kind == "day" or "месяц, например" in one.shape.remedy]
    assert [one.name for one in dated if one.shape.meaning is None] == []
