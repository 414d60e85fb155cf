"""The new gateway: POST with JSON under /ecomm/gw/partner/api/."""

from typing import Any

from services.payments.acquirers.sberbank.client import SberbankClient, order_fields
from services.payments.acquirers.sberbank.fiscal import ecom_cart
from services.payments.acquirers.sberbank.reading import read_command, read_registration
from services.payments.acquirers.sberbank.values import Raw
from services.payments.bank.orders import OrderForm, Sale
from services.payments.bank.patience import Patience
from services.payments.bank.replies import CommandAnswer, Refused, RegisterAnswer, SbpAnswer

SBP = {"qrType": "DYNAMIC_QR_SBP", "sbp.scenario": "C2B"}
RECEIPTS = "getReceiptStatus"


class EcomBank(SberbankClient):
    """The acquirer's gateway of the generation 2023 and later (OpenAPI 1.0.7)."""

    root = "ecomm/gw/partner/api/"
    refunds_by_key = True

    def register(self, form: OrderForm, patience: Patience | None = None) -> RegisterAnswer:
        fields = order_fields(form)
        fields |= {"jsonParams": dict(SBP)} if form.sbp else {}
        fields |= {"email": form.email} if form.email else {}
        fields |= _bundle(ecom_cart(self._settings, form.sale))
        return read_registration(self._ask("register", fields, patience))

    def sbp_qr(self, order_id: str, patience: Patience | None = None) -> SbpAnswer:
        return Refused(0, "this generation tells the code with the registration alone")

    def refund(self, order_id: str, amount_kopecks: int, key: str, sale: Sale) -> CommandAnswer:
        fields = {"orderId": order_id, "amount": amount_kopecks, "jsonParams": {"externalRefundId": key}}
        fields |= _bundle(ecom_cart(self._settings, sale, "sell_refund"))
        return read_command(self._ask("refund", fields))

    def reverse(self, order_id: str, sale: Sale) -> CommandAnswer:
        fields = {"orderId": order_id} | _bundle(ecom_cart(self._settings, sale, "sell_refund"))
        return read_command(self._ask("reverse", fields))

    def _ask(self, method: str, fields: dict[str, Any], patience: Patience | None = None) -> Raw:
        path = f"ofd/v1/{method}" if method == RECEIPTS else f"v1/{method}.do"
        return self._transport.post_json(self._url + path, patience or self._patience, self._login | fields)


def _bundle(cart: dict[str, Any] | None) -> dict[str, Any]:
    return {"orderBundle": cart} if cart else {}
