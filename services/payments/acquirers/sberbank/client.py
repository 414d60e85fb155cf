"""What both generations of the protocol have in common: the merchant's login, the order's fields, the callback."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal

from services.payments.acquirers.sberbank.checksum import authentic
from services.payments.acquirers.sberbank.order_status import read_state
from services.payments.acquirers.sberbank.reading import read_command, read_receipts
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.acquirers.sberbank.values import Raw
from services.payments.bank.orders import OrderForm
from services.payments.bank.patience import Patience
from services.payments.bank.replies import Callback, CommandAnswer, ReceiptsAnswer, StateAnswer
from services.payments.bank.trust import callback_keys, tokens
from services.payments.settings import Settings

RUBLE = "643"
OUTCOMES: dict[str, Literal["paid", "failed"]] = {"deposited": "paid", "declinedByTimeout": "failed"}
"""`operation` of a callback that reports an end."""


class SberbankClient(ABC):
    """One for a process, with its own pool of connections."""

    root: str
    """Of the generation's methods, below the bank's host."""

    def __init__(self, transport: Transport, settings: Settings) -> None:
        self._transport, self._settings = transport, settings
        self._patience = Patience(settings.bank_connect_seconds, settings.bank_read_seconds)
        self._url = str(settings.bank_url).split(self.root, maxsplit=1)[0].rstrip("/") + "/" + self.root
        self._tokens = tokens(settings.bank_callback_token or "")
        given = settings.bank_callback_public_key
        self._keys = callback_keys(given) if given else ()
        self._login = {"userName": settings.bank_user, "password": settings.bank_password}

    def state(self, *, order_id: str | None, number: str, patience: Patience | None = None) -> StateAnswer:
        which = {"orderId": order_id} if order_id else {"orderNumber": number}
        return read_state(self._ask("getOrderStatusExtended", which, patience))

    def decline(self, order_id: str, patience: Patience | None = None) -> CommandAnswer:
        return read_command(self._ask("decline", {"orderId": order_id}, patience))

    def receipts(self, order_id: str) -> ReceiptsAnswer:
        return read_receipts(self._ask("getReceiptStatus", {"orderId": order_id}))

    def read_callback(self, parameters: Mapping[str, str]) -> Callback:
        signed = bool(self._tokens or self._keys)
        return Callback(
            authentic=authentic(parameters, self._tokens, self._keys) if signed else True,
            order_number=parameters.get("orderNumber", ""),
            bank_order_id=parameters.get("mdOrder", ""),
            outcome=OUTCOMES.get(parameters.get("operation", "")),
        )

    @abstractmethod
    def _ask(self, method: str, fields: dict[str, Any], patience: Patience | None = None) -> Raw: ...


def order_fields(form: OrderForm) -> dict[str, Any]:
    """Fields of register.do that both generations take in the same form."""
    return {
        "orderNumber": form.number,
        "amount": form.amount_kopecks,
        "currency": RUBLE,
        "returnUrl": form.return_url,
        "description": form.description,
        "language": "ru",
        "sessionTimeoutSecs": form.session_seconds,
    }
