"""Calls that come while one is under way are done in one go by the next: a transaction shared by many."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from chassis.errors import DeadlineExceeded

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Entry(Generic[Item, Result]):
    __slots__ = ("alone", "item", "result", "settled")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | None = None
        self.settled = self.alone = False


class Together(Generic[Item, Result]):
    """One at a time works for all who wait. Each caller gets its own result or failure, as if it had worked alone:
    what fails in company is done again one by one."""

    def __init__(self, limit: int = 20) -> None:
        self._limit = limit
        self._waiting: deque[_Entry[Item, Result]] = deque()
        self._working = threading.Lock()

    def do(self, item: Item, all_of: Callable[[Sequence[Item]], Sequence[Result]]) -> Result:
        """The result of `all_of` for this item; `all_of` answers in the order of its items, and may be asked again."""
        mine: _Entry[Item, Result] = _Entry(item)
        self._waiting.append(mine)
        try:
            with self._working:
                if not mine.settled:
                    self._waiting.remove(mine)
                    self._work(mine, all_of)
        finally:
            if mine in self._waiting:  # given up while waiting
                self._waiting.remove(mine)
        return mine.result  # type: ignore[return-value]

    def _work(self, mine: _Entry[Item, Result], all_of: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        entries = [mine]
        while self._waiting and len(entries) < self._limit and not mine.alone and not self._waiting[0].alone:
            entries.append(self._waiting.popleft())
        try:
            results = all_of([entry.item for entry in entries])
        except Exception as failure:
            for entry in reversed(entries[1:]):
                entry.alone = True
                self._waiting.appendleft(entry)
            if len(entries) == 1 or isinstance(failure, DeadlineExceeded):  # whose deadline it is, it is mine
                raise
            mine.alone = True
            self._work(mine, all_of)
            return
        for entry, result in zip(entries, results, strict=True):
            entry.result, entry.settled = result, True
