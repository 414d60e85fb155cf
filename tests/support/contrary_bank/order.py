"""An order as the bank keeps it: the truth, of which an installation tells what and how it likes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Answer = dict[str, Any]


@dataclass(frozen=True)
class Back:
    """Money that went back. `key` came from the shop; without it the bank's own people did it."""

    kopecks: int
    key: str | None
    reversal: bool = False


@dataclass
class Order:
    number: str
    amount: int
    id: str = field(default_factory=lambda: str(uuid4()))
    return_url: str = ""
    paid: bool = False
    closed: bool = False
    settled: bool = False
    """The day is over: it cannot be reversed any more."""
    chargeback: bool = False
    backs: list[Back] = field(default_factory=list)
    by_shop: int = 0
    """Kopecks that the shop's own requests gave back."""
    shown: list[Answer] = field(default_factory=list)
    """What its status was before each change, for answers that lag."""

    @property
    def returned(self) -> int:
        return sum(back.kopecks for back in self.backs)

    @property
    def reversed(self) -> bool:
        return any(back.reversal for back in self.backs)

    def give_back(self, kopecks: int, key: str | None, *, by_shop: bool, reversal: bool = False) -> bool:
        """Whether it was done: never more than was paid, and one refund for one key."""
        if key and any(back.key == key for back in self.backs):
            return True
        possible = self.paid and not self.reversed and 0 < kopecks <= self.amount - self.returned
        if not possible or (reversal and (self.settled or self.backs)):
            return False
        self.backs.append(Back(kopecks, key, reversal))
        self.by_shop += kopecks if by_shop else 0
        return True


@dataclass(frozen=True)
class Traits:
    """How this installation tells of an order."""

    net: bool = True
    sums: str = "told"
    """told, absent, null or beside: outside of their object."""
    lists: str = "operations"
    """operations, refunds, both, empty or absent."""
    keys: bool = True
    numbers: type = int
    currency: str = "top"
    code: str = "7"
    keeps_keys: bool = True
    """One refund for one key; an older installation takes no notice of keys."""

    def status(self, order: Order) -> Answer:
        state = 0 if not order.paid else 3 if order.reversed else 4 if order.backs else 2
        if order.closed and not order.paid:
            state = 6
        number = self.numbers
        answer: Answer = {
            "errorCode": number(0) if number is str else "0",
            "orderNumber": order.number,
            "orderStatus": number(state),
            "amount": number(order.amount),
            "actionCode": None if state == 0 else number(0),
            "attributes": [{"name": "mdOrder", "value": order.id}],
            "cardAuthInfo": {"maskedPan": "220138**0047"} if order.paid else None,
        }
        self._add_sums(order, answer)
        self._add_lists(order, answer)
        if self.currency == "top":
            answer["currency"] = "643"
        elif self.currency == "card" and order.paid:
            answer["cardAuthInfo"]["currency"] = "643"
        if order.chargeback:
            answer["chargeback"] = True
        return answer

    def _add_sums(self, order: Order, answer: Answer) -> None:
        refunded = 0 if order.reversed else order.returned
        left = 0 if order.reversed or not order.paid else order.amount - (refunded if self.net else 0)
        sums = {"depositedAmount": self.numbers(left), "refundedAmount": self.numbers(refunded)}
        if self.sums == "told":
            answer["paymentAmountInfo"] = sums
        elif self.sums == "null":
            answer["paymentAmountInfo"] = None
        elif self.sums == "beside":
            answer |= sums

    def _add_lists(self, order: Order, answer: Answer) -> None:
        lines = [self._line(back) for back in order.backs]
        if self.lists in ("operations", "both"):
            answer["operations"] = [{"type": "AUTHORIZATION", "amount": order.amount}, *lines] if order.paid else []
        if self.lists in ("refunds", "both"):
            answer["refunds"] = [line for line in lines if line["type"] == "REFUND"]
        if self.lists == "empty":
            answer["operations"] = []

    def _line(self, back: Back) -> Answer:
        line: Answer = {"type": "REVERSAL" if back.reversal else "REFUND", "amount": back.kopecks}
        return line | ({"externalRefundId": back.key} if back.key and self.keys else {})
