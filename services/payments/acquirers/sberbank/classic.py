"""The classic REST: POST of a form under /payment/rest/."""

import json
from typing import Any

from services.payments.acquirers.sberbank.reading import (
    Raw,
    read_command,
    read_receipts,
    read_registration,
    read_sbp,
    read_state,
)
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience
from services.payments.bank.protocol import OrderForm
from services.payments.bank.replies import CommandAnswer, ReceiptsAnswer, RegisterAnswer, SbpAnswer, StateAnswer

ROOT = "payment/rest/"


class ClassicBank:
    """The acquirer's older gateway, still served to merchants that integrated it."""

    # Older installations ignore the key and would refund twice.
    refunds_by_key = False

    def __init__(self, transport: Transport, url: str, user: str, password: str, patience: Patience) -> None:
        self._transport, self._patience = transport, patience
        self._root = url.split(ROOT, maxsplit=1)[0].rstrip("/") + "/" + ROOT
        self._login = {"userName": user, "password": password}

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer:
        fields: dict[str, Any] = {
            "orderNumber": form.number,
            "amount": form.amount_kopecks,
            "currency": "643",
            "returnUrl": form.return_url,
            "description": form.description,
            "language": "ru",
            "sessionTimeoutSecs": form.session_seconds,
        }
        if form.email:
            fields |= {"email": form.email, "jsonParams": json.dumps({"email": form.email})}
        if form.cart:
            fields["orderBundle"] = json.dumps(form.cart, ensure_ascii=False)
        return read_registration(self._ask("register.do", fields, patience))

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        return read_sbp(self._ask("sbp/c2b/qr/dynamic/get.do", {"mdOrder": order_id, "qrFormat": "matrix"}, patience))

    def state(self, *, order_id: str | None, number: str, patience: Patience | None = None) -> StateAnswer:
        which = {"orderId": order_id} if order_id else {"orderNumber": number}
        return read_state(self._ask("getOrderStatusExtended.do", which, patience))

    def refund(self, order_id: str, amount_kopecks: int, key: str, cart: dict[str, Any] | None) -> CommandAnswer:
        """The older gateway makes the refund's receipt of the order's own cart: it takes none here."""
        fields = {"orderId": order_id, "amount": amount_kopecks, "externalRefundId": key}
        return read_command(self._ask("refund.do", fields))

    def reverse(self, order_id: str, cart: dict[str, Any] | None) -> CommandAnswer:
        return read_command(self._ask("reverse.do", {"orderId": order_id}))

    def decline(self, order_id: str) -> CommandAnswer:
        return read_command(self._ask("decline.do", {"orderId": order_id}))

    def receipts(self, order_id: str) -> ReceiptsAnswer:
        return read_receipts(self._ask("getReceiptStatus.do", {"orderId": order_id}))

    def _ask(self, method: str, fields: dict[str, Any], patience: Patience | None = None) -> Raw:
        return self._transport.post_form(self._root + method, patience or self._patience, self._login | fields)
