"""A small town of random households against the independent model: every bill to the kopeck.

`python -m tests.support.model --households 1000 --months 18 --seed N` compares larger ones.
"""

from pathlib import Path

import pytest

from tests.support.model.__main__ import month, play


@pytest.mark.req("S2", "S8")
def test_a_town_is_billed_as_the_model_says(tmp_path: Path) -> None:
    summary = play(tmp_path / "town", seed=12, households=62, start=month("2026-03"), months=8)
    assert summary.households == 62
    assert [str(one) for one in summary.differences] == []
