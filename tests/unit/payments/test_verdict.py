"""What an answer of the bank means: the judge never leaves the state table, and believes only our own money."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.bank.replies import OrderState, OrderUnknown
from services.payments.lifecycle.decision import Known, judge
from services.payments.lifecycle.schedule import PAID, REFUND, UNFINISHED, next_check
from services.payments.lifecycle.states import EDGES, WAS_PAID, ForbiddenEdge, follow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATES = sorted({edge.target for edge in EDGES})

ours = Known("p-1", "awaiting_bank", 1000, "order", NOW, NOW + timedelta(minutes=20))
paid = OrderState("p-1", "order", 2, 0, 1000, "643", 1000, 0, frozenset())

answers = st.builds(
    OrderState,
    order_number=st.sampled_from(["p-1", "p-2"]),
    bank_order_id=st.just("order"),
    status=st.integers(0, 9),
    action_code=st.sampled_from([0, -100, -2007, -2013, 116]),
    amount=st.sampled_from([1000, 1001]),
    currency=st.sampled_from(["643", "810", "840"]),
    deposited=st.sampled_from([None, 0, 400, 1000]),
    refunded=st.sampled_from([None, 0, 400, 1000]),
    refund_keys=st.none(),
) | st.builds(OrderUnknown, code=st.sampled_from([5, 6]))


def walk(state: str, edges: tuple[str, ...]) -> str:
    for name in edges:
        state = follow(EDGES, name, state).target
    return state


@pytest.mark.req("B3")
@given(st.lists(st.tuples(answers, st.integers(0, 20 * 24)), max_size=8), st.sampled_from(["registering", "unknown"]))
def test_whatever_the_bank_says_the_history_is_a_path_of_the_table(
    told: list[tuple[OrderState | OrderUnknown, int]], state: str
) -> None:
    hours = 0
    for answer, passed in told:
        hours += passed
        known = replace(ours, state=state, bank_order_id=None if state == "registering" else "order")
        verdict = judge(known, answer, NOW + timedelta(hours=hours))
        after = walk(state, verdict.edges)
        assert not (state in WAS_PAID and verdict.edges)
        if after == "paid" and state != "paid":
            assert isinstance(answer, OrderState)
            assert (answer.order_number, answer.amount) == ("p-1", 1000)
            assert answer.currency in ("643", "810")
            assert answer.deposited in (None, 1000)
        assert bool(verdict.edges) <= bool(verdict.cause)
        state = after


@pytest.mark.req("B3")
@given(st.sampled_from(STATES), answers)
def test_every_state_has_an_answer_to_every_answer(state: str, answer: OrderState | OrderUnknown) -> None:
    verdict = judge(replace(ours, state=state), answer, NOW + timedelta(days=3))
    walk(state, verdict.edges)


@pytest.mark.req("B3")
@pytest.mark.case("C14")
@pytest.mark.parametrize("change", [{"amount": 1001}, {"currency": "840"}, {"order_number": "p-2"}, {"deposited": 999}])
def test_money_that_is_not_exactly_ours_waits_for_a_person(change: dict[str, object]) -> None:
    assert judge(ours, replace(paid, **change), NOW).edges == ("answer_contradicts",)


@pytest.mark.req("B3")
def test_held_money_is_neither_paid_nor_over() -> None:
    held = replace(paid, status=1, deposited=0)
    assert judge(ours, held, NOW + timedelta(days=30)).edges == ()


@pytest.mark.req("B3")
@pytest.mark.case("C2")
def test_no_such_order_ends_only_what_never_had_one() -> None:
    unregistered = replace(ours, state="registering", bank_order_id=None)
    assert judge(unregistered, OrderUnknown(6), NOW + timedelta(seconds=29)).edges == ()
    assert judge(unregistered, OrderUnknown(6), NOW + timedelta(seconds=31)).edges == ("not_at_bank",)
    assert judge(ours, OrderUnknown(5), NOW + timedelta(days=1)).edges == ()


@pytest.mark.req("B3")
def test_what_is_not_in_the_table_is_forbidden() -> None:
    for name, source in (("confirmed", "paid"), ("session_over", "paid"), ("registered", "unknown")):
        with pytest.raises(ForbiddenEdge):
            follow(EDGES, name, source)
    assert all(edge.source != "refunded" for edge in EDGES)


@pytest.mark.req("B3")
@pytest.mark.parametrize("schedule", [UNFINISHED, PAID, REFUND])
def test_every_schedule_goes_forward_and_ends(schedule: tuple[timedelta, ...]) -> None:
    assert list(schedule) == sorted(set(schedule))
    moments = [next_check(schedule, NOW, step, NOW) for step in range(len(schedule))]
    assert all(moment is not None and moment > NOW for moment in moments)
    assert next_check(schedule, NOW, len(schedule), NOW) is None
    assert next_check(schedule, NOW, 0, NOW + timedelta(days=9)) == NOW + timedelta(days=9)
