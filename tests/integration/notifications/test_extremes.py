"""Each method of notifications with the extremes of each type, and what shows them: refused, or answered (A4)."""

import pytest

from chassis.context import Caller
from tests.integration.notifications.conftest import Post
from tests.support.extreme_calls import broken_calls

STAFF, CUSTOMER = (f"5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a1{last}" for last in "12")


@pytest.mark.req("S6", "S12")
@pytest.mark.timeout(300)
def test_an_extreme_value_is_refused_or_answered(post: Post) -> None:
    reached, broken = broken_calls(
        post.service,
        "notifications",
        [Caller(user_id=STAFF, role="administrator"), Caller(user_id=CUSTOMER, role="customer")],
    )
    assert reached > 40
    assert not broken, "\n".join(broken)
