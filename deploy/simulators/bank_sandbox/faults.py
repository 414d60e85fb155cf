"""Misbehaviour on order: what the next answers, callbacks and payments of the sandbox do wrong."""

import threading
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: For each point the kinds of fault it knows.
KINDS: dict[str, dict[str, str]] = {
    "answer": {
        "delay": "выполнить и ответить через seconds секунд",
        "timeout": "выполнить, ответа не дать (соединение закрыть через seconds секунд)",
        "drop": "не выполнять, ответа не дать",
        "error": "не выполнять, ответить HTTP 503",
        "error_after": "выполнить, ответить HTTP 500",
        "html": "выполнить, ответить страницей HTML",
        "cut": "выполнить, отдать половину JSON",
        "broken": "выполнить, оборвать соединение посреди ответа",
    },
    "command": {"wrong_state": "не выполнять, ответить кодом 7: заказ не в том состоянии"},
    "status": {
        "lag": "показывать заказ таким, каким он был seconds секунд назад",
        "amount": "показать сумму, отличную на delta копеек",
    },
    "callback": {
        "late": "уведомить через seconds секунд",
        "early": "уведомить об оплате за seconds секунд до неё",
        "twice": "уведомить дважды",
        "parallel": "уведомить десять раз одновременно",
        "lost": "не уведомлять",
        "bad_checksum": "уведомить с неверной контрольной суммой",
        "before_redirect": "уведомить до возврата покупателя",
    },
    "payment": {"late_reversal": "через seconds секунд после оплаты банк отменит её сам"},
}

Point = Literal["register", "status", "refund", "reverse", "decline", "deposit", "callback", "payment"]


def kinds_of(point: Point) -> dict[str, str]:
    if point in ("callback", "payment"):
        return KINDS[point]
    more = {"status": "status", "refund": "command", "reverse": "command", "decline": "command"}.get(point)
    return KINDS["answer"] | (KINDS[more] if more else {})


class Fault(BaseModel):
    """One switch. `times` = how many times it strikes; `order_number` narrows it to one order of the shop."""

    model_config = ConfigDict(extra="forbid")

    point: Point
    kind: str
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=15, ge=0, le=3600)
    delta: int = 1
    order_number: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.kind not in kinds_of(self.point):
            raise ValueError(f"kind for the point {self.point} is one of: {', '.join(kinds_of(self.point))}")
        return self


class Faults:
    """The switches that are on; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._on.append(fault)

    def take(self, point: Point, order_number: str | None, *kinds: str) -> Fault | None:
        """The first switch for this point and order (of these kinds, if named), spending one of its times."""
        with self._lock:
            for fault in self._on:
                meant = fault.order_number in (None, order_number)
                if fault.point == point and meant and (not kinds or fault.kind in kinds):
                    fault.times -= 1
                    if not fault.times:
                        self._on.remove(fault)
                    return fault
        return None

    def list(self) -> list[Fault]:
        with self._lock:
            return [fault.model_copy() for fault in self._on]

    def clear(self) -> None:
        with self._lock:
            self._on.clear()
