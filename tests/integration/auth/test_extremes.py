"""Each method of auth with the extremes of each type, and what shows them: refused, or answered (A4)."""

import pytest

from chassis.context import Caller
from tests.integration.auth.conftest import Portal
from tests.support.extreme_calls import broken_calls


@pytest.mark.req("S6", "S12")
@pytest.mark.timeout(300)
def test_an_extreme_value_is_refused_or_answered(portal: Portal) -> None:
    portal.customer()
    (customer,) = portal.rows("select id from users")[0]
    callers = [Caller(str(customer), role="administrator"), Caller(str(customer), role="customer", confirmed=True)]
    reached, broken = broken_calls(portal.auth, "auth", callers)
    assert reached > 40
    assert not broken, "\n".join(broken)
