"""A small town of random households against the independent model: every bill to the kopeck.

`python -m tests.support.model --households 1000 --months 18 --seed N` compares larger ones.
"""

from pathlib import Path

import pytest

from tests.support.model.__main__ import month, play

IN_TIME = ["regular", "gap", "heated", "rollover", "no_meter", "multiplied", "residents", "opened"]
"""Kinds whose facts come in time and leave no month to settle."""


@pytest.mark.req("S2", "S8")
def test_a_town_is_billed_as_the_model_says(tmp_path: Path) -> None:
    summary = play(tmp_path / "town", seed=12, households=56, start=month("2026-03"), months=8, kinds=IN_TIME)
    assert summary.households == 56
    assert [str(one) for one in summary.differences] == []
