"""Group commit: calls that arrive while one is being processed share the next transaction."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from chassis.errors import DeadlineExceeded

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Entry(Generic[Item, Result]):
    __slots__ = ("alone", "done", "item", "result")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | None = None
        self.done = self.alone = False


class GroupCommit(Generic[Item, Result]):
    """One caller at a time processes the items of all callers that wait.

    Each caller gets its own result or failure, as if it had run alone: a group that fails is repeated one by one.
    """

    def __init__(self, limit: int = 20) -> None:
        self._limit = limit
        self._waiting: deque[_Entry[Item, Result]] = deque()
        self._working = threading.Lock()

    def submit(self, item: Item, process: Callable[[Sequence[Item]], Sequence[Result]]) -> Result:
        """Returns the result of `process` for this item.

        `process` returns the results in the order of its items, and may be called again with fewer of them.
        """
        mine: _Entry[Item, Result] = _Entry(item)
        self._waiting.append(mine)
        try:
            with self._working:
                if not mine.done:
                    self._waiting.remove(mine)
                    self._work(mine, process)
        finally:
            if mine in self._waiting:  # the deadline passed while it waited
                self._waiting.remove(mine)
        return mine.result  # type: ignore[return-value]

    def _work(self, mine: _Entry[Item, Result], process: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        entries = [mine]
        while self._waiting and len(entries) < self._limit and not mine.alone and not self._waiting[0].alone:
            entries.append(self._waiting.popleft())
        try:
            results = process([entry.item for entry in entries])
        except Exception as failure:
            for entry in reversed(entries[1:]):
                entry.alone = True
                self._waiting.appendleft(entry)
            if len(entries) == 1 or isinstance(failure, DeadlineExceeded):  # the deadline is this caller's own
                raise
            mine.alone = True
            self._work(mine, process)
            return
        for entry, result in zip(entries, results, strict=True):
            entry.result, entry.done = result, True
