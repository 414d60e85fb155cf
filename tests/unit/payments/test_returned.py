"""How much has gone back, whatever an installation means by the deposited sum; contradictions are never guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.bank.replies import OrderState, OrderStatus, ReturnOperation
from services.payments.bank.returned import Contradiction, holds_money, kept, returned

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I1")]

D, F, R = OrderStatus.DEPOSITED, OrderStatus.REFUNDED, OrderStatus.REVERSED
UNCLEAR = "contradiction"


def state(status: OrderStatus, deposited: int | None, refunded: int | None, *returns: Any, amount: int = 1000) -> Any:
    listed = tuple(ReturnOperation(**one) if isinstance(one, dict) else ReturnOperation(one) for one in returns)
    return OrderState(
        order_number="p-1",
        bank_order_id="order",
        status=status,
        amount=amount,
        in_rubles=True,
        deposited=deposited,
        refunded=refunded,
        returns=listed or None,
    )


UNDONE = {"kopecks": 200, "reversal": True}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # recorded at the bank's own test gateway: approved 1000, deposited 500, refunded 500
        (state(F, 500, 500), 500),
        # a published mock of another shop: 233291 = 221796 + 11495
        (state(F, 221796, 11495, amount=233291), 11495),
        # the vendor's manual after a whole refund
        (state(F, 0, 2600, amount=2600), 2600),
        # the same installations with the sum before returns
        (state(F, 1000, 500), 500),
        (state(F, 1000, 1000), 1000),
        (state(D, 1000, 0), 0),
        (state(D, 1000, None), 0),
        (state(D, None, None), 0),
        (state(F, None, 300), 300),
        (state(F, 700, None), 300),
        (state(F, 0, None), 1000),
        # untold: a refunded order whose sums do not say how much, or are older than its status
        (state(F, 1000, None), None),
        (state(F, None, None), None),
        (state(F, 1000, 0), None),
        # the list tells what the sums do not
        (state(F, 1000, 0, 300), 300),
        (state(F, None, None, 300, 200), 500),
        (state(F, 700, 300, 300), 300),
        (state(F, 1000, 300, 300), 300),
        # a part undone on the day of the payment, then a refund
        (state(D, 800, 0, UNDONE), 200),
        (state(D, 1000, 0, UNDONE), 200),
        (state(F, 500, 300, UNDONE, 300), 500),
        (state(F, 800, 300, UNDONE, 300), 500),
        # reversed
        (state(R, 0, 0), 1000),
        (state(R, 1000, 0), 1000),
        (state(R, None, None), 1000),
        # bonuses, fees, halves of two answers
        (state(D, 400, 0), UNCLEAR),
        (state(D, 999, None), UNCLEAR),
        (state(F, 600, 300), UNCLEAR),
        (state(F, 1001, 0), UNCLEAR),
        (state(F, -1, 1), UNCLEAR),
        (state(R, 500, 0), UNCLEAR),
        (state(F, 700, 300, 200), UNCLEAR),
        (state(D, 1000, 0, 300), UNCLEAR),
        (state(F, None, None, 600, 600), UNCLEAR),
        # unpaid, also when the status is behind: nothing is told about returns
        (state(OrderStatus.REGISTERED, 0, 0), None),
        (state(OrderStatus.DECLINED, 0, 0), None),
        (state(OrderStatus.HELD, 0, 0), None),
    ],
)
def test_how_much_went_back(answer: OrderState, expected: int | str | None) -> None:
    gone = returned(answer)
    assert (UNCLEAR if isinstance(gone, Contradiction) else gone) == expected
    assert kept(answer) == (answer.amount - gone if isinstance(gone, int) else None)


sums = st.none() | st.integers(-10, 1010)


@given(st.sampled_from(OrderStatus), sums, sums, st.lists(st.integers(0, 600), max_size=3))
def test_never_more_than_the_order(status: OrderStatus, deposited: Any, refunded: Any, returns: list[int]) -> None:
    gone = returned(state(status, deposited, refunded, *returns))
    assert gone is None or isinstance(gone, Contradiction) or 0 <= gone <= 1000


@given(st.integers(0, 1000), st.booleans(), st.booleans(), st.booleans())
def test_both_kinds_of_installations_tell_the_same(gone: int, net: bool, told: bool, listed: bool) -> None:
    operations = (gone,) if listed and gone else ()
    answer = state(F if gone else D, 1000 - gone if net else 1000, gone if told or not net else None, *operations)
    assert returned(answer) == gone


def test_a_shop_holds_money_also_when_it_is_unclear_how_much() -> None:
    assert holds_money(state(D, 400, 0))
    assert holds_money(state(F, 700, 300))
    assert not holds_money(state(F, 0, 1000))
    assert not holds_money(state(R, 0, 0))
    assert not holds_money(state(OrderStatus.REGISTERED, 0, 0))
