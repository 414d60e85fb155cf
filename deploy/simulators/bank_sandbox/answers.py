"""An order in the words of getOrderStatusExtended.do of both generations, and of getOrderStatus.do."""

from typing import Any

from deploy.simulators.bank_sandbox.order import EXHAUSTED, NO_ATTEMPT, SESSION_EXPIRED, Order, Status
from deploy.simulators.bank_sandbox.records import Operation

DONE = {"errorCode": "0", "errorMessage": "Обработка запроса прошла без системных ошибок"}
TERMINAL_ID = "20235777"
DESCRIPTIONS = {
    0: "",
    400: "",
    NO_ATTEMPT: "Не было попыток оплаты",
    SESSION_EXPIRED: "Истек срок ожидания ввода данных",
    EXHAUSTED: "Исчерпаны попытки оплаты",
    910: "Нет связи с банком. Повторите позже",
    1015: "Операция отклонена. Проверьте введенные данные и повторите операцию",
}
REFUSED = "Операция отклонена. Обратитесь в банк, выпустивший карту"


def describe(action_code: int) -> str:
    return DESCRIPTIONS.get(action_code, REFUSED)


def ecom_status(order: Order) -> dict[str, Any]:
    """The new gateway: numbers of states and sums are integers, currency and errorCode are strings."""
    answer = {**DONE, **_common(order), "operations": [_operation(op) for op in order.operations]}
    if order.card:
        answer["cardAuthInfo"] |= {"cardHolderName": order.card.holder or "CARD HOLDER", "paymentWay": "CARD"}
        answer["cardAuthInfo"] |= {"chargeback": True} if order.chargeback else {}
    return answer


def classic_status(order: Order) -> dict[str, Any]:
    """The classic REST: the same data in slightly other words."""
    operations = [_operation(op) for op in order.operations]
    answer = {"errorCode": "0", "errorMessage": "Успешно", **_common(order), "operations": operations}
    answer["bankInfo"] = {"bankName": "UNKNOWN", "bankCountryCode": "UNKNOWN", "bankCountryName": "<Неизвестно>"}
    if order.card:
        card = answer["cardAuthInfo"]
        card |= {"cardholderName": order.card.holder or "CARD HOLDER", "pan": order.card.masked_pan}
        answer["paymentWay"] = "CARD"
    if order.chargeback:
        answer["chargeback"] = True
    return answer


def old_status(order: Order) -> dict[str, Any]:
    """getOrderStatus.do, kept for old clients only."""
    answer: dict[str, Any] = {
        "OrderStatus": int(order.status),
        "ErrorCode": "0",
        "ErrorMessage": "Успешно",
        "OrderNumber": order.number,
        "Amount": order.amount,
        "currency": order.currency,
        "Ip": "127.0.0.1",
    }
    if order.card:
        answer |= {
            "Pan": order.card.masked_pan,
            "expiration": order.card.expiration,
            "cardholderName": order.card.holder,
        }
    if order.operations:
        answer["approvalCode"] = order.operations[0].approval_code
    return answer


def as_of(order: Order, moment: int) -> Order:
    """The order as it was at an earlier moment: what a lagging status shows."""
    kept = [operation for operation in order.operations if operation.date <= moment]
    if len(kept) == len(order.operations):
        return order
    if not kept:
        before = {"status": Status.REGISTERED, "action_code": NO_ATTEMPT, "card": None}
        return order.model_copy(update=before | {"operations": [], "approved": 0, "deposited": 0, "refunded": 0})
    gone = [operation for operation in order.operations if operation.date > moment]
    undone = sum(operation.amount for operation in gone if operation.type == "REVERSAL")
    refunded = order.refunded - sum(operation.amount for operation in gone if operation.type == "REFUND")
    return order.model_copy(
        update={
            "operations": kept,
            "approved": order.approved + undone,
            "deposited": order.deposited + undone,
            "refunded": refunded,
            "status": Status.REFUNDED if refunded else Status.DEPOSITED,
            "action_code": 0,
        }
    )


def _common(order: Order) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "orderNumber": order.number,
        "orderStatus": int(order.status),
        "actionCode": order.action_code,
        "actionCodeDescription": describe(order.action_code),
        "amount": order.amount,
        "currency": order.currency,
        "date": order.registered,
        "ip": "127.0.0.1",
        "terminalId": TERMINAL_ID,
        "bankInfo": {},
        "attributes": [{"name": "mdOrder", "value": order.id}],
        "merchantOrderParams": [{"name": name, "value": value} for name, value in order.params.items()],
        "paymentAmountInfo": {
            "paymentState": order.payment_state(),
            "approvedAmount": order.approved,
            "depositedAmount": order.deposited,
            "refundedAmount": order.refunded,
        },
    }
    if order.description:
        answer["orderDescription"] = order.description
    if order.email:
        answer["payerData"] = {"email": order.email}
    if order.card:
        answer["cardAuthInfo"] = _card(order)
    if order.operations:
        first = order.operations[0]
        answer |= {"authRefNum": first.reference, "authDateTime": first.date}
        answer |= {"depositedDate": first.date} if order.deposited else {}
    return answer


def _card(order: Order) -> dict[str, Any]:
    if not order.card:
        return {}
    card = {
        "maskedPan": order.card.masked_pan,
        "expiration": order.card.expiration,
        "paymentSystem": order.card.system,
    }
    return card | ({"approvalCode": order.operations[0].approval_code} if order.operations else {})


def _operation(done: Operation) -> dict[str, Any]:
    line = {
        "date": done.date,
        "type": done.type,
        "amount": done.amount,
        "referenceNumber": done.reference,
        "actionCode": done.action_code,
    }
    line |= {"approvalCode": done.approval_code} if done.approval_code else {}
    return line | ({"externalRefundId": done.external_refund_id} if done.external_refund_id else {})
