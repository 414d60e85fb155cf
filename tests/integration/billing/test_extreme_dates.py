"""Each date and month of each call, with 1900, 1926, 2062 and 9999: refused, or answered (A4)."""

import pytest

from tests.support.billing_town import ACCOUNTANT, Town
from tests.support.dated_fields import internal_errors


@pytest.mark.req("S6")
def test_an_extreme_date_is_refused_or_answered(town: Town) -> None:
    sent, broken = internal_errors(town.billing, "billing", ACCOUNTANT)
    assert sent > 20
    assert broken == []
