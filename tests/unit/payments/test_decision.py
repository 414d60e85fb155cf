"""What a reply of the bank means: a decision never leaves the state table, and counts only our own money."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.bank.replies import Closed, OrderState, OrderStatus, OrderUnknown, ReturnOperation
from services.payments.bank.returned import returned
from services.payments.lifecycle.decision import PaymentFacts, decide
from services.payments.lifecycle.schedule import PAID, REFUND, UNFINISHED, next_check
from services.payments.lifecycle.states import TRANSITIONS, WAS_PAID, ForbiddenTransition, find_transition

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATES = sorted({one.target for one in TRANSITIONS})

ours = PaymentFacts(
    number="p-1",
    state="awaiting_bank",
    amount_kopecks=1000,
    bank_order_id="order",
    created_at=NOW,
    session_ends_at=NOW + timedelta(minutes=20),
)
paid = OrderState(
    order_number="p-1",
    bank_order_id="order",
    status=OrderStatus.DEPOSITED,
    amount=1000,
    in_rubles=True,
    currency="643",
    deposited=1000,
    refunded=0,
    returns=(),
)

answers = st.builds(
    OrderState,
    order_number=st.sampled_from(["p-1", "p-2"]),
    bank_order_id=st.just("order"),
    status=st.sampled_from(OrderStatus),
    closed=st.sampled_from([None, *Closed]),
    amount=st.sampled_from([1000, 1001]),
    in_rubles=st.booleans(),
    deposited=st.sampled_from([None, 0, 400, 1000]),
    refunded=st.sampled_from([None, 0, 400, 1000]),
    returns=st.sampled_from([None, (), (ReturnOperation(400),)]),
) | st.builds(OrderUnknown, code=st.sampled_from([5, 6]))


def after(state: str, transitions: tuple[str, ...]) -> str:
    for name in transitions:
        state = find_transition(TRANSITIONS, name, state).target
    return state


@pytest.mark.req("B3")
@given(st.lists(st.tuples(answers, st.integers(0, 20 * 24)), max_size=8), st.sampled_from(["registering", "unknown"]))
def test_whatever_the_bank_says_the_history_is_a_path_of_the_table(
    replies: list[tuple[OrderState | OrderUnknown, int]], state: str
) -> None:
    hours = 0
    for answer, passed in replies:
        hours += passed
        known = replace(ours, state=state, bank_order_id=None if state == "registering" else "order")
        decision = decide(known, answer, NOW + timedelta(hours=hours))
        end = after(state, decision.transitions)
        assert not (state in WAS_PAID and decision.transitions)
        if end == "paid" and state != "paid":
            assert isinstance(answer, OrderState)
            assert (answer.order_number, answer.amount) == ("p-1", 1000)
            assert answer.in_rubles
            assert isinstance(returned(answer), int)
        assert bool(decision.transitions) <= bool(decision.cause)
        state = end


@pytest.mark.req("B3")
@given(st.sampled_from(STATES), answers)
def test_every_state_has_an_answer_to_every_answer(state: str, answer: OrderState | OrderUnknown) -> None:
    decision = decide(replace(ours, state=state), answer, NOW + timedelta(days=3))
    after(state, decision.transitions)


@pytest.mark.req("B3")
@pytest.mark.case("C14")
@pytest.mark.parametrize(
    "change", [{"amount": 1001}, {"in_rubles": False}, {"order_number": "p-2"}, {"deposited": 999}]
)
def test_money_that_is_not_exactly_ours_needs_manual_review(change: dict[str, object]) -> None:
    assert decide(ours, replace(paid, **change), NOW).transitions == ("answer_contradicts",)


@pytest.mark.req("B3")
def test_held_money_is_neither_paid_nor_over() -> None:
    held = replace(paid, status=OrderStatus.HELD, deposited=0)
    assert decide(ours, held, NOW + timedelta(days=30)).transitions == ()


@pytest.mark.req("B3")
@pytest.mark.case("C2")
def test_no_such_order_ends_only_what_never_had_one() -> None:
    unregistered = replace(ours, state="registering", bank_order_id=None)
    assert decide(unregistered, OrderUnknown(6), NOW + timedelta(seconds=29)).transitions == ()
    assert decide(unregistered, OrderUnknown(6), NOW + timedelta(seconds=31)).transitions == ("not_at_bank",)
    assert decide(ours, OrderUnknown(5), NOW + timedelta(days=1)).transitions == ()


@pytest.mark.req("B3")
def test_what_is_not_in_the_table_is_forbidden() -> None:
    for name, source in (("confirmed", "paid"), ("session_over", "paid"), ("registered", "unknown")):
        with pytest.raises(ForbiddenTransition):
            find_transition(TRANSITIONS, name, source)
    assert all(one.source != "refunded" for one in TRANSITIONS)


@pytest.mark.req("B3")
@pytest.mark.parametrize("schedule", [UNFINISHED, PAID, REFUND])
def test_every_schedule_goes_forward_and_ends(schedule: tuple[timedelta, ...]) -> None:
    assert list(schedule) == sorted(set(schedule))
    moments = [next_check(schedule, NOW, step, NOW) for step in range(len(schedule))]
    assert all(moment is not None and moment > NOW for moment in moments)
    assert next_check(schedule, NOW, len(schedule), NOW) is None
    assert next_check(schedule, NOW, 0, NOW + timedelta(days=9)) == NOW + timedelta(days=9)


@pytest.mark.req("B3")
@pytest.mark.parametrize(
    ("closed", "ended"), [(Closed.ATTEMPTS_EXHAUSTED, "attempts_exhausted"), (Closed.SESSION_EXPIRED, "session_over")]
)
def test_an_order_that_can_be_paid_no_more_ends_the_payment(closed: Closed, ended: str) -> None:
    declined = replace(paid, status=OrderStatus.DECLINED, deposited=0, closed=closed)
    assert decide(ours, declined, NOW).transitions == (ended,)
    unseen = replace(ours, state="unknown", bank_order_id=None)
    assert decide(unseen, declined, NOW).transitions == ("found_at_bank", ended)
    assert decide(ours, replace(declined, closed=None), NOW).transitions == (), "another attempt may follow"
