"""What payments asks of an acquiring bank. An adapter in `acquirers/` speaks the bank's own protocol."""

from collections.abc import Mapping
from typing import Protocol

from services.payments.bank.orders import OrderForm, Sale
from services.payments.bank.patience import Patience
from services.payments.bank.replies import (
    Callback,
    CommandAnswer,
    ReceiptsAnswer,
    RegisterAnswer,
    SbpAnswer,
    StateAnswer,
)


class Bank(Protocol):
    """Never raises for what the bank or the network does: that is in the answers."""

    refunds_by_key: bool
    """The same refund key surely gives the same refund, so that an unclear refund may be sent again."""

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer: ...

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        """For a protocol that does not tell the code with the registration."""
        ...

    def state(self, *, order_id: str | None, number: str, patience: Patience | None = None) -> StateAnswer: ...

    def refund(self, order_id: str, amount_kopecks: int, key: str, sale: Sale) -> CommandAnswer:
        """`sale` is what the fiscal receipt of the refund says."""
        ...

    def reverse(self, order_id: str, sale: Sale) -> CommandAnswer:
        """Undo a payment whole before the bank settles its day: the money was never gone. Twice is refused."""
        ...

    def decline(self, order_id: str, patience: Patience | None = None) -> CommandAnswer: ...

    def receipts(self, order_id: str) -> ReceiptsAnswer: ...

    def read_callback(self, parameters: Mapping[str, str]) -> Callback:
        """Verify a callback by the configured key and read it; no network is asked."""
        ...
