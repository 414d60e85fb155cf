"""From the JSON and the codes of either generation to our words; what cannot be read is Unclear."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.payments.bank.replies import (
    Closed,
    CommandAnswer,
    Done,
    FiscalReceipt,
    NotSent,
    OrderState,
    OrderStatus,
    OrderUnknown,
    Receipts,
    ReceiptsAnswer,
    Refused,
    RegisterAnswer,
    Registered,
    SbpAnswer,
    SbpQr,
    StateAnswer,
    Unclear,
)
from wording.moscow import MOSCOW

Raw = dict[str, Any] | NotSent | Unclear

# Only these codes decide: the texts beside them differ from case to case.
DUPLICATE_NUMBER = 1
NO_SUCH_ORDER = (5, 6)
SYSTEM_ERROR = 7
RUBLES = ("643", "810")
"""Both numbers of the ruble are met."""
STATUSES = {
    0: OrderStatus.REGISTERED,
    1: OrderStatus.HELD,
    2: OrderStatus.DEPOSITED,
    3: OrderStatus.REVERSED,
    4: OrderStatus.REFUNDED,
    5: OrderStatus.CHALLENGED,
    6: OrderStatus.DECLINED,
}
CLOSED = {-2013: Closed.ATTEMPTS_EXHAUSTED, -2007: Closed.SESSION_EXPIRED}
"""actionCode of a declined order that can be paid no more."""
LONGEST_LINK = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError)
"""What a value of the wrong kind or size leads to."""


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
        return Refused(code, _text(raw.get("errorMessage", "")))
    order_id, page = raw.get("orderId"), raw.get("formUrl")
    if not isinstance(order_id, str) or not isinstance(page, str) or not page.startswith(("https://", "http://")):
        return Unclear("no orderId or formUrl")
    external = raw.get("externalParams")
    return Registered(order_id, page, _link((external if isinstance(external, dict) else {}).get("sbpPayload")))


def read_sbp(raw: Raw) -> SbpAnswer:
    """sbp/c2b/qr/dynamic/get.do of the classic generation."""
    if not isinstance(raw, dict):
        return raw
    code = _code(raw)
    if code:
        return Refused(code, _text(raw.get("errorMessage", "")))
    link = _link(raw.get("payload"))
    return SbpQr(link) if link else Unclear("no payload")


def _link(value: object) -> str | None:
    """An address that a browser may be sent to, short enough for a QR code."""
    text = value if isinstance(value, str) else ""
    return text if text.startswith(("https://", "http://")) and text.isascii() and len(text) <= LONGEST_LINK else None


def read_command(raw: Raw) -> CommandAnswer:
    """refund.do, reverse.do, decline.do."""
    if not isinstance(raw, dict):
        return raw
    code = _code(raw, absent=None)
    if code is None or code == SYSTEM_ERROR:
        return Unclear(f"errorCode {code}")
    return Refused(code, _text(raw.get("errorMessage", ""))) if code else Done()


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
    except UNREADABLE as error:
        return Unclear(f"unreadable status: {type(error).__name__}")


def read_receipts(raw: Raw) -> ReceiptsAnswer:
    """getReceiptStatus of both generations."""
    if not isinstance(raw, dict):
        return raw
    try:
        return Receipts(tuple(_receipt(receipt) for receipt in raw.get("receipts") or ()))
    except UNREADABLE as error:
        return Unclear(f"unreadable receipts: {type(error).__name__}")


def _receipt(raw: Mapping[str, Any]) -> FiscalReceipt:
    made = raw.get("payload") or {}
    url = _optional(made.get("ofdReceiptUrl"))
    return FiscalReceipt(
        id=_text(raw["receiptId"]),
        kind=_text(raw["receiptType"]).lower(),  # the bank's description says SELL, its example sell
        status=int(raw["receiptStatus"]),
        url=url if url and url.startswith("https://") else None,
        document=_text(made.get("fiscalDocumentNumber") or ""),
        made_at=_moscow(made.get("receiptDatetime")),
    )


def _moscow(written: object) -> datetime | None:
    """`dd.mm.yyyy HH:MM:SS` of the cash register."""
    return datetime.strptime(str(written), "%d.%m.%Y %H:%M:%S").replace(tzinfo=MOSCOW) if written else None


def _state(raw: Mapping[str, Any]) -> OrderState:
    amounts = raw.get("paymentAmountInfo") or {}
    card = raw.get("cardAuthInfo") or {}
    attributes = raw.get("attributes") or []
    operations = raw.get("operations")
    status, action_code = STATUSES.get(int(raw["orderStatus"]), OrderStatus.OTHER), int(raw.get("actionCode", 0))
    currency = _text(raw["currency"])
    return OrderState(
        order_number=_text(raw["orderNumber"]),
        bank_order_id=next((_text(item["value"]) for item in attributes if item["name"] == "mdOrder"), None),
        status=status,
        amount=int(raw["amount"]),
        in_rubles=currency in RUBLES,
        currency=currency,
        closed=CLOSED.get(action_code) if status == OrderStatus.DECLINED else None,
        action_code=action_code,
        deposited=_number(amounts.get("depositedAmount")),
        refunded=_number(amounts.get("refundedAmount")),
        refund_keys=None if operations is None else _refund_keys(operations),
        card_masked=_optional(card.get("maskedPan") or card.get("pan")),
        approval_code=_optional(card.get("approvalCode")),
        paid_at=_moment(raw.get("depositedDate") or raw.get("authDateTime")),
        description=_text(raw.get("orderDescription") or ""),
    )


def _refund_keys(operations: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(_text(done["externalRefundId"]) for done in operations if done.get("externalRefundId"))


def _code(raw: Mapping[str, Any], *, absent: int | None = 0) -> int | None:
    """errorCode: a string here, a number there, absent in a classic success; None when it cannot be read."""
    code = raw.get("errorCode", absent)
    return int(code) if str(code).isascii() and str(code).isdigit() else None


def _text(value: object) -> str:
    """Fit for a text column of the database: of bounded length and without NUL."""
    return str(value).replace("\0", "")[:500]


def _optional(value: object) -> str | None:
    return _text(value) if value else None


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _moment(milliseconds: object) -> datetime | None:
    return None if not milliseconds else EPOCH + timedelta(milliseconds=int(str(milliseconds)))
