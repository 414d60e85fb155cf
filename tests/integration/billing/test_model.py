"""A small town of random households against the independent model: every bill to the kopeck.

`python -m tests.support.model --households 1000 --months 18 --seed N` compares larger ones.
"""

from pathlib import Path

import pytest

from tests.support.model.__main__ import month, town_against_model
from tests.support.model.lives import KINDS


@pytest.mark.timeout(600)
@pytest.mark.req("S2", "S8")
def test_a_town_is_billed_as_the_model_says(tmp_path: Path) -> None:
    households = len(KINDS)
    summary = town_against_model(tmp_path / "town", 12, households, start=month("2026-01"), months=9)
    assert summary.households == households
    assert [str(one) for one in summary.differences] == []
