"""Two hands at the same thing: functions that hold still in the middle of it until a test lets them go on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PATIENCE_S = 60


class Still:
    """A function that holds still at its beginning until it may go on."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._come, self._go = threading.Event(), threading.Event()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self._come.set()
        assert self._go.wait(PATIENCE_S)
        return self._function(*arguments, **named)

    def reached(self) -> None:
        assert self._come.wait(PATIENCE_S)

    def go_on(self) -> None:
        self._go.set()


@contextmanager
def holding(module: Any, name: str) -> Iterator[Still]:
    """Whoever calls this function of the module meanwhile holds still before it."""
    still = Still(getattr(module, name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, still)
        try:
            yield still
        finally:
            still.go_on()
