"""The classic REST: POST of a form under /payment/rest/."""

import json
from typing import Any

from services.payments.acquirers.sberbank.client import SberbankClient, order_fields
from services.payments.acquirers.sberbank.fiscal import classic_cart
from services.payments.acquirers.sberbank.reading import read_command, read_registration, read_sbp
from services.payments.acquirers.sberbank.values import Raw
from services.payments.bank.orders import OrderForm, Sale
from services.payments.bank.patience import Patience
from services.payments.bank.replies import CommandAnswer, RegisterAnswer, SbpAnswer


class ClassicBank(SberbankClient):
    """The acquirer's older gateway, still served to merchants that integrated it."""

    root = "payment/rest/"
    # Older installations ignore the key and would refund twice.
    refunds_by_key = False

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer:
        fields = order_fields(form)
        if form.email:
            fields |= {"email": form.email, "jsonParams": json.dumps({"email": form.email})}
        if cart := classic_cart(self._settings, form.sale):
            fields["orderBundle"] = json.dumps(cart, ensure_ascii=False)
        return read_registration(self._ask("register", fields, patience))

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        return read_sbp(self._ask("sbp/c2b/qr/dynamic/get", {"mdOrder": order_id, "qrFormat": "matrix"}, patience))

    def refund(self, order_id: str, amount_kopecks: int, key: str, sale: Sale) -> CommandAnswer:
        """The older gateway makes the refund's receipt of the order's own cart: it takes none here."""
        fields = {"orderId": order_id, "amount": amount_kopecks, "externalRefundId": key}
        return read_command(self._ask("refund", fields))

    def reverse(self, order_id: str, sale: Sale) -> CommandAnswer:
        return read_command(self._ask("reverse", {"orderId": order_id}))

    def _ask(self, method: str, fields: dict[str, Any], patience: Patience | None = None) -> Raw:
        return self._transport.post_form(f"{self._url}{method}.do", patience or self._patience, self._login | fields)
