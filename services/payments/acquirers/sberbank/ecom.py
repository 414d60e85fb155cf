"""The new gateway: POST with JSON under /ecomm/gw/partner/api/."""

from typing import Any

from services.payments.acquirers.sberbank.reading import Raw, read_command, read_receipts, read_registration, read_state
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience
from services.payments.bank.protocol import OrderForm
from services.payments.bank.replies import (
    CommandAnswer,
    ReceiptsAnswer,
    Refused,
    RegisterAnswer,
    SbpAnswer,
    StateAnswer,
)

ROOT = "ecomm/gw/partner/api/"
SBP = {"qrType": "DYNAMIC_QR_SBP", "sbp.scenario": "C2B"}


class EcomBank:
    """The acquirer's gateway of the generation 2023 and later (OpenAPI 1.0.7)."""

    refunds_by_key = True

    def __init__(self, transport: Transport, url: str, user: str, password: str, patience: Patience) -> None:
        self._transport, self._patience = transport, patience
        self._root = url.split(ROOT, maxsplit=1)[0].rstrip("/") + "/" + ROOT
        self._login = {"userName": user, "password": password}

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer:
        asked: dict[str, Any] = {
            "orderNumber": form.number,
            "amount": form.amount_kopecks,
            "currency": "643",
            "returnUrl": form.return_url,
            "description": form.description,
            "language": "ru",
            "sessionTimeoutSecs": form.session_seconds,
        }
        asked |= {"jsonParams": dict(SBP)} if form.sbp else {}
        asked |= {"email": form.email} if form.email else {}
        asked |= {"orderBundle": form.cart} if form.cart else {}
        return read_registration(self._ask("v1/register.do", asked, patience))

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        return Refused(0, "this generation tells the code with the registration alone")

    def state(self, *, order_id: str | None, number: str, patience: Patience | None = None) -> StateAnswer:
        which = {"orderId": order_id} if order_id else {"orderNumber": number}
        return read_state(self._ask("v1/getOrderStatusExtended.do", which, patience))

    def refund(self, order_id: str, amount_kopecks: int, key: str, cart: dict[str, Any] | None) -> CommandAnswer:
        asked: dict[str, Any] = {"orderId": order_id, "amount": amount_kopecks, "jsonParams": {"externalRefundId": key}}
        asked |= {"orderBundle": cart} if cart else {}
        return read_command(self._ask("v1/refund.do", asked))

    def reverse(self, order_id: str, cart: dict[str, Any] | None) -> CommandAnswer:
        asked: dict[str, Any] = {"orderId": order_id} | ({"orderBundle": cart} if cart else {})
        return read_command(self._ask("v1/reverse.do", asked))

    def decline(self, order_id: str) -> CommandAnswer:
        return read_command(self._ask("v1/decline.do", {"orderId": order_id}))

    def receipts(self, order_id: str) -> ReceiptsAnswer:
        return read_receipts(self._ask("ofd/v1/getReceiptStatus", {"orderId": order_id}))

    def _ask(self, method: str, body: dict[str, Any], patience: Patience | None = None) -> Raw:
        return self._transport.post_json(self._root + method, patience or self._patience, self._login | body)
