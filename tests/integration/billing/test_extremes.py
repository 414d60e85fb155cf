"""Each method of billing with the extremes of each type, and what shows them: refused, or answered (A4)."""

import pytest

from tests.support.billing_town import ACCOUNTANT, Town
from tests.support.extreme_calls import broken_calls


@pytest.mark.req("S6", "S12")
@pytest.mark.timeout(300)
def test_an_extreme_value_is_refused_or_answered(town: Town) -> None:
    reached, broken = broken_calls(town.billing, "billing", [ACCOUNTANT])
    assert reached > 40
    assert not broken, "\n".join(broken)
