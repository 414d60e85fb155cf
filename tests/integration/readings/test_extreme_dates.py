"""Each date and month of each call, with 1900, 1926, 2062 and 9999: refused, or answered (A4)."""

import pytest

from tests.integration.readings.conftest import STAFF, Desk
from tests.support.dated_fields import internal_errors


@pytest.mark.req("S6")
def test_an_extreme_date_is_refused_or_answered(desk: Desk) -> None:
    sent, broken = internal_errors(desk.readings, "readings", STAFF)
    assert sent > 20
    assert broken == []
