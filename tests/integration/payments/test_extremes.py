"""Each method of payments with the extremes of each type, and what shows them: refused, or answered (A4)."""

import pytest

from chassis.context import Caller
from services.payments.service import PaymentsService
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.extreme_calls import broken_calls


@pytest.mark.req("S6", "S12")
@pytest.mark.timeout(300)
def test_an_extreme_value_is_refused_or_answered(house: House) -> None:
    given = {"database": house.call.database, "clock": house.call.clock, "dependencies": house.call.dependencies}
    bound = type("Bound", (PaymentsService,), given)()
    reached, broken = broken_calls(
        bound,
        "payments",
        [
            Caller(user_id="staff-1", role="accountant"),
            Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT})),
        ],
    )
    assert reached > 40
    assert not broken, "\n".join(broken)
