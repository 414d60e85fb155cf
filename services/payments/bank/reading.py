"""From the JSON of either generation to our words; what cannot be read is Unclear."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from services.payments.bank.answers import (
    CommandAnswer,
    Done,
    FiscalReceipt,
    NotSent,
    OrderState,
    OrderUnknown,
    Refused,
    RegisterAnswer,
    Registered,
    StateAnswer,
    Unclear,
)

Raw = dict[str, Any] | NotSent | Unclear

# Only these codes decide: the texts beside them differ from case to case.
DUPLICATE_NUMBER = 1
NO_SUCH_ORDER = (5, 6)
SYSTEM_ERROR = 7
RECEIPT_READY = 3


def read_registration(raw: Raw) -> RegisterAnswer:
    """A duplicate number means that an earlier request of ours did get through, so it is Unclear, not Refused."""
    if not isinstance(raw, dict):
        return raw
    code = _code(raw)
    if code is None or code == SYSTEM_ERROR:
        return Unclear(f"errorCode {code}")
    if code == DUPLICATE_NUMBER:
        return Unclear("the order number is known to the bank already")
    if code:
        return Refused(code, _text(raw))
    order_id, page = raw.get("orderId"), raw.get("formUrl")
    if not isinstance(order_id, str) or not isinstance(page, str) or not page.startswith(("https://", "http://")):
        return Unclear("no orderId or formUrl")
    return Registered(order_id, page)


def read_command(raw: Raw) -> CommandAnswer:
    """refund.do, reverse.do, decline.do."""
    if not isinstance(raw, dict):
        return raw
    code = _code(raw)
    if code is None or code == SYSTEM_ERROR:
        return Unclear(f"errorCode {code}")
    return Refused(code, _text(raw)) if code else Done()


def read_state(raw: Raw) -> StateAnswer:
    """getOrderStatusExtended.do of both generations."""
    if not isinstance(raw, dict):
        return raw
    code = _code(raw)
    if code in NO_SUCH_ORDER:
        return OrderUnknown(code)
    if code != 0:
        return Unclear(f"errorCode {code}")
    try:
        return _state(raw)
    except (KeyError, TypeError, ValueError) as error:
        return Unclear(f"unreadable status: {type(error).__name__}")


def read_receipt(raw: Raw) -> FiscalReceipt:
    """The address of the sale's receipt, once the cash register has made it."""
    receipts = raw.get("receipts") if isinstance(raw, dict) else None
    for receipt in receipts if isinstance(receipts, list) else ():
        if receipt.get("receiptStatus") == RECEIPT_READY and receipt.get("receiptType") == "sell":
            url = (receipt.get("payload") or {}).get("ofdReceiptUrl")
            return FiscalReceipt(url if str(url).startswith("https://") else None)
    return FiscalReceipt()


def _state(raw: Mapping[str, Any]) -> OrderState:
    amounts = raw.get("paymentAmountInfo") or {}
    card = raw.get("cardAuthInfo") or {}
    attributes = raw.get("attributes") or []
    operations = raw.get("operations")
    return OrderState(
        order_number=str(raw["orderNumber"]),
        bank_order_id=next((str(item["value"]) for item in attributes if item["name"] == "mdOrder"), None),
        status=int(raw["orderStatus"]),
        action_code=int(raw.get("actionCode", 0)),
        amount=int(raw["amount"]),
        currency=str(raw["currency"]),
        deposited=_number(amounts.get("depositedAmount")),
        refunded=_number(amounts.get("refundedAmount")),
        refund_keys=None if operations is None else _refund_keys(operations),
        card_masked=card.get("maskedPan") or card.get("pan"),
        approval_code=card.get("approvalCode"),
        paid_at=_moment(raw.get("depositedDate") or raw.get("authDateTime")),
    )


def _refund_keys(operations: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(str(done["externalRefundId"]) for done in operations if done.get("externalRefundId"))


def _code(raw: Mapping[str, Any]) -> int | None:
    """errorCode: a string here, a number there, absent in a classic success."""
    try:
        return int(raw.get("errorCode") or 0)
    except (TypeError, ValueError):
        return None


def _text(raw: Mapping[str, Any]) -> str:
    return str(raw.get("errorMessage", ""))[:500]


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _moment(milliseconds: object) -> datetime | None:
    return None if not milliseconds else datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
