"""The state machine of an appeal as a table: which step leads from which state to which. Pure."""

from enum import Enum
from typing import Literal

State = Literal["registered", "in_work", "answered", "reopened", "closed"]

TITLES: dict[State, str] = {
    "registered": "Зарегистрировано",
    "in_work": "В работе",
    "answered": "Есть ответ",
    "reopened": "Открыто повторно",
    "closed": "Закрыто",
}
"""Of `Appeal.state_title`, which only programs of the last release read."""
WAITING: frozenset[State] = frozenset({"registered", "in_work", "reopened"})
"""States in which the supplier owes an answer."""


class Step(Enum):
    """What happens to an appeal."""

    CUSTOMER_WRITES = "customer writes"
    SUPPLIER_ANSWERS = "supplier answers"
    SUPPLIER_TAKES = "supplier takes it into work"
    SUPPLIER_GIVES_BACK = "supplier gives it back to the queue"
    CUSTOMER_RATES = "customer rates"
    SILENCE = "silence"


STEPS: dict[tuple[State, Step], State] = {
    ("registered", Step.CUSTOMER_WRITES): "registered",
    ("in_work", Step.CUSTOMER_WRITES): "in_work",
    ("reopened", Step.CUSTOMER_WRITES): "reopened",
    ("answered", Step.CUSTOMER_WRITES): "reopened",
    ("closed", Step.CUSTOMER_WRITES): "reopened",
    ("registered", Step.SUPPLIER_ANSWERS): "answered",
    ("in_work", Step.SUPPLIER_ANSWERS): "answered",
    ("reopened", Step.SUPPLIER_ANSWERS): "answered",
    ("answered", Step.SUPPLIER_ANSWERS): "answered",
    ("registered", Step.SUPPLIER_TAKES): "in_work",
    ("in_work", Step.SUPPLIER_TAKES): "in_work",
    ("reopened", Step.SUPPLIER_TAKES): "reopened",
    ("answered", Step.SUPPLIER_TAKES): "answered",
    ("in_work", Step.SUPPLIER_GIVES_BACK): "registered",
    ("registered", Step.SUPPLIER_GIVES_BACK): "registered",
    ("reopened", Step.SUPPLIER_GIVES_BACK): "reopened",
    ("answered", Step.SUPPLIER_GIVES_BACK): "answered",
    ("answered", Step.CUSTOMER_RATES): "answered",
    ("closed", Step.CUSTOMER_RATES): "closed",
    ("answered", Step.SILENCE): "closed",
}


def after(state: State, step: Step) -> State | None:
    """The state after a step; None if the step is not allowed."""
    return STEPS.get((state, step))
