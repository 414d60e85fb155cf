"""The bank's books: every order, in memory, optionally with a journal on disk."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.simulators.bank_sandbox import refusals
from deploy.simulators.bank_sandbox.order import Order


class Books:
    """Orders by bank id and by shop number. One lock: an order is read and changed only under it."""

    def __init__(self, journal: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._by_id: dict[str, Order] = {}
        self._id_of: dict[str, str] = {}
        self._journal = journal
        if journal and journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                self._index(Order.model_validate_json(line))

    def add(self, order: Order) -> None:
        """Refuses a shop number that was used before, whatever became of that order."""
        with self._lock:
            if order.number in self._id_of:
                raise refusals.duplicate_number()
            self._index(order)
            self._write(order)

    @contextmanager
    def changing(self, order_id: str | None = None, number: str | None = None) -> Iterator[Order]:
        """The order itself, locked; the change is journalled even when it ends in a refusal."""
        with self._lock:
            order = self._by_id.get(order_id or self._id_of.get(number or "", ""))
            if order is None:
                raise refusals.unknown_order()
            try:
                yield order
            finally:
                self._write(order)

    def copy(self, order_id: str | None = None, number: str | None = None) -> Order:
        """A snapshot that nobody else changes."""
        with self._lock:
            order = self._by_id.get(order_id or self._id_of.get(number or "", ""))
            if order is None:
                raise refusals.unknown_order()
            return order.model_copy(deep=True)

    def all(self) -> list[Order]:
        with self._lock:
            return [order.model_copy(deep=True) for order in self._by_id.values()]

    def _index(self, order: Order) -> None:
        self._by_id[order.id] = order
        self._id_of[order.number] = order.id

    def _write(self, order: Order) -> None:
        if self._journal:
            with self._journal.open("a", encoding="utf-8") as file:
                file.write(order.model_dump_json() + "\n")
