"""getReceiptStatus: the fiscal receipts that a cash register would have made of an order's cart."""

import uuid
from typing import Any

from deploy.simulators.bank_sandbox.order import Order, moscow_time
from deploy.simulators.bank_sandbox.records import Operation
from deploy.simulators.bank_sandbox.refusals import BankRefusal, unknown_order

READY = 3
FISCAL = ("AUTHORIZATION", "COMPLETION", "REFUND")


def receipt_status(order: Order) -> dict[str, Any]:
    """One receipt for the payment and one for each return; none without a cart that asks for it."""
    bundle = order.bundle or {}
    answer: dict[str, Any] = {"message": "Запрос обработан", "orderId": order.id, "orderNumber": order.number}
    if not bundle.get("ffdVersion") or not bundle.get("receiptType"):
        return answer | {"message": "Чеки по заказу не найдены", "receipts": []}
    fiscal = [op for op in order.operations if op.type in FISCAL or op.with_cart]
    return answer | {"receipts": [_receipt(order, op, index) for index, op in enumerate(fiscal, start=1)]}


def in_words_of_receipts(refusal: BankRefusal) -> tuple[int, dict[str, Any]]:
    """The gateway's service of receipts refuses by HTTP status and a message, without an errorCode."""
    if refusal.code == unknown_order().code:
        return 404, {"message": "Чек не найден"}
    return 451, {"message": refusal.message}


def _receipt(order: Order, operation: Operation, index: int) -> dict[str, Any]:
    receipt_id = uuid.uuid5(uuid.UUID(order.id), operation.reference)
    number = receipt_id.int % 90_000 + index
    return {
        "receiptId": str(receipt_id),
        "operationId": str(uuid.uuid5(receipt_id, "operation")),
        "operationType": operation.type,
        "receiptType": "sell_refund" if operation.type in ("REFUND", "REVERSAL") else "sell",
        "receiptStatus": READY,
        "error": None,
        "payload": {
            "fiscalReceiptNumber": number,
            "shiftNumber": 1,
            "receiptDatetime": moscow_time(operation.date).strftime("%d.%m.%Y %H:%M:%S"),
            "total": operation.amount / 100,
            "fnNumber": "9999999999999242",
            "ecrRegistrationNumber": "0000000000000000",
            "fiscalDocumentNumber": number,
            "fiscalDocumentAttribute": receipt_id.int % 4_294_967_295,
            "fnsSite": "www.nalog.gov.ru",
            "ofdInn": "0000000000",
            "ofdReceiptUrl": f"https://ofd.example/receipt/{receipt_id}",
        },
    }
