"""Each method of readings with the extremes of each type, and what shows them: refused, or answered (A4)."""

import pytest

from tests.integration.readings.conftest import STAFF, Desk
from tests.support.extreme_calls import broken_calls


@pytest.mark.req("S6", "S12")
@pytest.mark.timeout(300)
def test_an_extreme_value_is_refused_or_answered(desk: Desk) -> None:
    reached, broken = broken_calls(desk.readings, "readings", [STAFF])
    assert reached > 40
    assert not broken, "\n".join(broken)
