"""Whose money went back: our refunds by key, then by sum; only the rest is the bank's own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.bank.replies import ReturnOperation
from services.payments.refunds.matching import OwnRefund, match

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I2")]


def own(*sums: int, name: str = "own") -> list[OwnRefund]:
    return [OwnRefund(f"{name}-{nth}", kopecks) for nth, kopecks in enumerate(sums)]


def listed(*operations: Any) -> list[ReturnOperation]:
    return [ReturnOperation(*one) if isinstance(one, tuple) else ReturnOperation(one) for one in operations]


@pytest.mark.parametrize(
    ("unknown", "outstanding", "operations", "entered", "done", "by_bank"),
    [
        # no list: our own first, by the exact sum before the oldest that fits
        (300, own(300), [], [], ["own-0"], []),
        (300, own(200, 300), [], [], ["own-1"], []),
        (500, own(200, 300), [], [], ["own-0", "own-1"], []),
        (500, own(300), [], [], ["own-0"], [200]),
        (100, own(300), [], [], [], [100]),
        (300, [], [], [], [], [300]),
        (0, own(300), [], [], [], []),
        # a list without keys, seen before the answer of the request
        (300, own(300), listed(300), [], ["own-0"], []),
        (400, own(300), listed(300, 100), [], ["own-0"], [100]),
        (600, own(300), listed(300, 300), [], ["own-0"], [300]),
        # keys
        (300, own(300), listed((300, "own-0")), [], ["own-0"], []),
        (600, own(300), listed((300, "own-0"), 300), [], ["own-0"], [300]),
        (300, own(300), listed((300, "of the cabinet")), [], [], [300]),
        # the key of one of two equal refunds
        (300, own(300, 300), listed((300, "own-1")), [], ["own-1"], []),
        # what was entered before is not entered again, with and without its key
        (100, own(100), listed(300, 100), own(300, name="old"), ["own-0"], []),
        (300, [], listed((300, "old-0"), 300), own(300, name="old"), [], [300]),
        # two movements of the bank are two entries where they are listed
        (500, [], listed(200, 300), [], [], [200, 300]),
        # and one where an earlier answer had only their total
        (100, [], listed(200, 300, 100), own(500, name="old"), [], [100]),
        # a part that was undone is never a refund of ours
        (300, own(300), listed((300, None, True)), [], [], [300]),
    ],
)
def test_whose_money(
    unknown: int, outstanding: list[OwnRefund], operations: Any, entered: list[OwnRefund], done: Any, by_bank: Any
) -> None:
    found = match(unknown, outstanding, operations, entered)
    assert (sorted(found.done), found.by_bank, found.doubt) == (done, by_bank, "")


def test_what_may_be_a_part_of_several_refunds_is_for_a_person() -> None:
    found = match(500, own(300, 400), [], [])
    assert (found.done, found.by_bank) == ([], [])
    assert "500 kopecks" in found.doubt


sums = st.lists(st.integers(1, 500), max_size=4)


@given(
    st.integers(0, 2000), sums, st.lists(st.tuples(st.integers(1, 500), st.sampled_from([None, "own-0", "x"]))), sums
)
def test_never_more_nor_less_is_entered_than_went_back(
    unknown: int, outstanding: list[int], operations: list[Any], entered: list[int]
) -> None:
    mine = own(*outstanding)
    found = match(unknown, mine, listed(*operations), own(*entered, name="old"))
    assert len(set(found.done)) == len(found.done)
    total = sum(one.kopecks for one in mine if one.key in found.done) + sum(found.by_bank)
    assert total <= unknown
    assert found.doubt or total == unknown
