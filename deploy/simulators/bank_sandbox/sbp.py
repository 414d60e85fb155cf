"""Fast payments by QR code (СБП): the link that a code holds, and the page that stands for the bank's application."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.answering import Answer
from deploy.simulators.bank_sandbox.card_form import CardForm
from deploy.simulators.bank_sandbox.cards import ECOM
from deploy.simulators.bank_sandbox.cashier import Cashier
from deploy.simulators.bank_sandbox.order import Order, now_ms
from deploy.simulators.bank_sandbox.refusals import BankRefusal, invalid_request

WANTED = "DYNAMIC_QR_SBP"


def is_wanted(params: Mapping[str, Any] | None) -> bool:
    """Whether register.do asks for a code."""
    return (params or {}).get("qrType") == WANTED


def qrc_id(order: Order) -> str:
    """AD and thirty more signs, the same for an order at every time."""
    return "AD" + order.id.replace("-", "").upper()[:30]


def link(base_url: str, order: Order) -> str:
    """The host is the sandbox instead of qr.nspk.ru, so that a phone (or a test) opens the page below."""
    query = f"type=02&bank=100000000111&sum={order.amount}&cur=RUB&crc=6CB3"
    return f"{base_url}/sbp/{order.id}/{qrc_id(order)}?{query}"


def external_params(base_url: str, order: Order) -> dict[str, str]:
    """What the new gateway adds to the answer of register.do."""
    return {"qrcId": qrc_id(order), "sbpPayload": link(base_url, order)}


def dynamic_code(bank: Acquirer, body: dict[str, Any]) -> Answer:
    """sbp/c2b/qr/dynamic/get.do of the classic REST."""
    order = bank.books.copy(_order_id(body))
    if not order.payable(now_ms()):
        raise invalid_request()
    return {
        "errorCode": "0",
        "qrId": qrc_id(order),
        "payload": link(bank.settings.base_url, order),
        "qrStatus": "STARTED",
    }


def code_status(bank: Acquirer, body: dict[str, Any]) -> Answer:
    """sbp/c2b/qr/status.do of the classic REST."""
    order = bank.books.copy(_order_id(body))
    paid = order.deposited > 0
    state = "DEPOSITED" if paid else "CREATED" if order.payable(now_ms()) else "DECLINED"
    return {"errorCode": "0", "qrStatus": "ACCEPTED" if paid else "STARTED", "transactionState": state}


def blueprint(bank: Acquirer) -> Blueprint:
    """What a phone shows after the code was scanned."""
    site, cashier = Blueprint("sbp", __name__, url_prefix="/sbp"), Cashier(bank)

    @site.get("/<order_id>/<code>")
    def confirm(order_id: str, code: str) -> AnyResponse | str:
        return _page(bank, order_id, code)

    @site.post("/<order_id>/<code>")
    def pay(order_id: str, code: str) -> AnyResponse | str:
        order = bank.books.copy(order_id)
        if qrc_id(order) == code and order.payable(now_ms()):
            purse = ECOM[0]
            cashier.pay(order_id, CardForm(purse.pan, purse.expiry, purse.cvc, ""))
        return _page(bank, order_id, code)

    return site


def _page(bank: Acquirer, order_id: str, code: str) -> AnyResponse | str:
    try:
        order = bank.books.copy(order_id)
    except BankRefusal:
        return render_template("closed.html", order=None, why="Код не найден")
    if qrc_id(order) != code:
        return render_template("closed.html", order=None, why="Код не найден")
    return render_template("sbp.html", order=order, payable=order.payable(now_ms()), action=request.full_path)


def _order_id(body: Mapping[str, Any]) -> str:
    return str(body.get("mdOrder") or body.get("orderId") or "")
