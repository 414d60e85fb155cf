"""What payments asks of a bank, whichever generation of the protocol it speaks."""

from dataclasses import dataclass
from typing import Any, Protocol

from services.payments.bank.patience import Patience
from services.payments.bank.replies import CommandAnswer, ReceiptsAnswer, RegisterAnswer, SbpAnswer, StateAnswer


@dataclass(frozen=True, slots=True)
class OrderForm:
    """A new order. `cart` is the fiscal cart in the words of the generation, or None."""

    number: str
    amount_kopecks: int
    description: str
    return_url: str
    session_seconds: int
    email: str | None
    cart: dict[str, Any] | None
    sbp: bool = False
    """It shall also be payable by a QR code of the system of fast payments."""


class Bank(Protocol):
    """Never raises for what the bank or the network does: that is in the answers."""

    refunds_by_key: bool
    """The same refund key surely gives the same refund, so that an unclear refund may be sent again."""

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer: ...

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        """For a generation that does not tell the code with the registration."""
        ...

    def state(self, *, order_id: str | None, number: str, patience: Patience | None = None) -> StateAnswer: ...

    def refund(self, order_id: str, amount_kopecks: int, key: str, cart: dict[str, Any] | None) -> CommandAnswer: ...

    def reverse(self, order_id: str, cart: dict[str, Any] | None) -> CommandAnswer:
        """Undo a payment whole before the bank settles its day: the money was never gone. Twice is refused."""
        ...

    def decline(self, order_id: str) -> CommandAnswer: ...

    def receipts(self, order_id: str) -> ReceiptsAnswer: ...
