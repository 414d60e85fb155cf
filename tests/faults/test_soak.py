"""A short soak: random faults from a fixed seed, and the plan itself."""

import pytest

from tests.faults.soak.plan import drawn
from tests.faults.soak.run import soak
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

SECONDS = 120


def test_a_seed_gives_the_same_plan() -> None:
    assert drawn(7, 300) == drawn(7, 300) != drawn(8, 300)
    assert all(step.at < 290 for step in drawn(7, 300))


@pytest.mark.case("G2")
@pytest.mark.req("B3")
@pytest.mark.timeout(600)
def test_random_faults_lose_and_double_nothing(system: Stand, payers: list[Payer]) -> None:
    lines: list[str] = []
    report = soak(system, payers, seed=20261123, seconds=SECONDS, tell=lines.append)
    assert report.clean, [*lines, *report.lines()]
    assert report.paid > 10
