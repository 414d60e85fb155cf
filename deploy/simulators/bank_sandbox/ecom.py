"""The new gateway: POST with JSON only, under /ecomm/gw/partner/api/."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from deploy.simulators.bank_sandbox import refusals, sbp
from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.answering import Answer, Wording, answer, with_error_code
from deploy.simulators.bank_sandbox.answers import DONE, ecom_status
from deploy.simulators.bank_sandbox.credentials import without_login
from deploy.simulators.bank_sandbox.faults import Point
from deploy.simulators.bank_sandbox.incoming import (
    AmountRequest,
    OrderRequest,
    RefundRequest,
    RegisterRequest,
    understand,
)
from deploy.simulators.bank_sandbox.receipts import in_words_of_receipts, receipt_status

Body = dict[str, Any]


class EcomDesk:
    """Each method answers one request whose login has been checked."""

    def __init__(self, bank: Acquirer) -> None:
        self._bank = bank

    def register(self, body: Body) -> Answer:
        return self._registered(body, two_stage=False)

    def register_two_stage(self, body: Body) -> Answer:
        return self._registered(body, two_stage=True)

    def status(self, body: Body) -> Answer:
        if ("orderId" in body) == ("orderNumber" in body):
            raise refusals.invalid_request()
        order = self._bank.status(understand(OrderRequest, body))
        return self._bank.variants.shaped(ecom_status(order), classic=False)

    def deposit(self, body: Body) -> Answer:
        self._bank.deposit(understand(AmountRequest, body))
        return dict(DONE)

    def reverse(self, body: Body) -> Answer:
        self._bank.reverse(understand(AmountRequest, body))
        return dict(DONE)

    def refund(self, body: Body) -> Answer:
        self._bank.refund(understand(RefundRequest, body), zero_means_rest=False)
        return dict(DONE)

    def decline(self, body: Body) -> Answer:
        self._bank.decline(understand(OrderRequest, body))
        return dict(DONE)

    def receipts(self, body: Body) -> Answer:
        return receipt_status(self._bank.find(understand(OrderRequest, body)))

    def kept_cards(self, body: Body) -> Answer:
        raise refusals.forbidden()

    def _registered(self, body: Body, *, two_stage: bool) -> Answer:
        asked = understand(RegisterRequest, body)
        order = self._bank.register(asked, "ecom", two_stage=two_stage)
        invoice, base = order.id.replace("-", ""), self._bank.settings.base_url
        code = sbp.external_params(base, order) if sbp.is_wanted(asked.json_params) else {}
        return DONE | {
            "orderId": order.id,
            "formUrl": f"{self._bank.settings.base_url}/pp/pay_ru?orderId={order.id}",
            "externalParams": {
                "sbolDeepLink": f"sberpay://invoicing/v2?bankInvoiceId={invoice}&operationType=Web2App",
                "sbolBankInvoiceId": invoice,
            }
            | code,
        }


def blueprint(bank: Acquirer) -> Blueprint:
    """Routes of the gateway; 404 and 405 are HTML, as at the bank."""
    gateway, desk = Blueprint("ecom", __name__, url_prefix="/ecomm/gw/partner/api"), EcomDesk(bank)
    routes: list[tuple[str, Point, Callable[[Body], Answer]]] = [
        ("v1/register.do", "register", desk.register),
        ("v1/registerPreAuth.do", "register", desk.register_two_stage),
        ("v1/getOrderStatusExtended.do", "status", desk.status),
        ("v1/deposit.do", "deposit", desk.deposit),
        ("v1/reverse.do", "reverse", desk.reverse),
        ("v1/refund.do", "refund", desk.refund),
        ("v1/decline.do", "decline", desk.decline),
        ("v1/getBindings.do", "status", desk.kept_cards),
        ("v1/unbindCard.do", "status", desk.kept_cards),
        ("v1/paymentOrderBinding.do", "status", desk.kept_cards),
        ("ofd/v1/getReceiptStatus", "status", desk.receipts),
    ]
    for path, point, run in routes:
        view = _view(bank, point, run, _wording(bank, path))
        gateway.add_url_rule(f"/{path}", path.replace(".", "_"), view, methods=["POST"])
    return gateway


def _wording(bank: Acquirer, path: str) -> Wording:
    return in_words_of_receipts if path.startswith("ofd/") else partial(with_error_code, variants=bank.variants)


def _view(bank: Acquirer, point: Point, run: Callable[[Body], Answer], wording: Wording) -> Callable[[], Response]:
    def view() -> Response:
        body = request.get_json(silent=True) if request.is_json else None

        def carry_out() -> Answer:
            if not isinstance(body, dict):
                raise refusals.invalid_request()
            return run(without_login(bank.settings, body))

        number = bank.number_in(body if isinstance(body, dict) else {})
        return answer(bank.faults, point, number, carry_out, wording)

    return view
