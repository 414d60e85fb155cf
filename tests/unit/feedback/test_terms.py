"""Terms and states."""

from datetime import date
from itertools import product
from typing import get_args

import pytest

from services.feedback.appeals.states import STEPS, TITLES, WAITING, State, Step, after
from services.feedback.appeals.terms import due_on


@pytest.mark.parametrize(
    ("registered", "days", "working", "due"),
    [
        (date(2026, 11, 23), 30, False, date(2026, 12, 23)),
        (date(2026, 11, 23), 3, True, date(2026, 11, 26)),
        (date(2026, 11, 26), 3, True, date(2026, 12, 1)),
        (date(2026, 11, 28), 1, True, date(2026, 11, 30)),
        (date(2026, 11, 23), 10, True, date(2026, 12, 7)),
    ],
)
def test_the_term_ends_on_its_day(registered: date, days: int, working: bool, due: date) -> None:
    assert due_on(registered, days, working) == due


def test_every_state_has_a_title_and_a_way_out_or_is_the_end() -> None:
    assert set(TITLES) == set(get_args(State))
    for state in get_args(State):
        assert state == "closed" or any(after(state, step) not in (None, state) for step in Step)


def test_what_is_not_in_the_table_is_refused() -> None:
    assert after("closed", Step.SUPPLIER_ANSWERS) is None
    assert after("registered", Step.SILENCE) is None
    assert after("registered", Step.CUSTOMER_RATES) is None
    assert all(after(state, step) == STEPS.get((state, step)) for state, step in product(get_args(State), Step))


def test_only_an_answer_ends_the_waiting() -> None:
    assert {step for (state, step), to in STEPS.items() if state in WAITING and to not in WAITING} == {
        Step.SUPPLIER_ANSWERS
    }
