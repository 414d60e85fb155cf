"""getOrderStatusExtended.do of both generations.

Of a status only its number, state and sums must be readable. All else is read one by one and may be absent: the bank's
own published examples put it elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from services.payments.acquirers.sberbank.action_codes import refusal_reason
from services.payments.acquirers.sberbank.values import (
    UNREADABLE,
    Raw,
    action_code,
    error_code,
    is_true,
    list_of,
    moment,
    number,
    object_of,
    optional,
    text,
    whole,
)
from services.payments.bank.replies import (
    Closed,
    OrderState,
    OrderStatus,
    OrderUnknown,
    ReturnOperation,
    StateAnswer,
    Unclear,
)

NO_SUCH_ORDER = (5, 6)
RUBLES = ("643", "810", "RUB", "RUR")
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


def read_state(raw: Raw) -> StateAnswer:
    """getOrderStatusExtended.do of both generations."""
    if not isinstance(raw, dict):
        return raw
    code = error_code(raw)
    if code in NO_SUCH_ORDER:
        return OrderUnknown(code)
    if code != 0:
        return Unclear(f"errorCode {code}")
    try:
        return _state(raw)
    except UNREADABLE as error:
        return Unclear(f"unreadable status: {type(error).__name__}")


def _state(raw: Mapping[str, Any]) -> OrderState:
    """Raises what UNREADABLE names for a number, a state or a sum that cannot be read."""
    amounts, card = object_of(raw.get("paymentAmountInfo")), object_of(raw.get("cardAuthInfo"))
    status = STATUSES.get(whole(raw["orderStatus"]), OrderStatus.OTHER)
    attempted = action_code(raw.get("actionCode"))
    currency = text(raw.get("currency") or card.get("currency") or "")
    return OrderState(
        order_number=text(raw["orderNumber"]),
        bank_order_id=_order_id(raw),
        status=status,
        amount=whole(raw["amount"]),
        # Without a currency it is the merchant's only one.
        in_rubles=not currency or currency in RUBLES,
        currency=currency,
        closed=CLOSED.get(attempted) if status == OrderStatus.DECLINED else None,
        action_code=attempted,
        refusal=refusal_reason(attempted) if status == OrderStatus.DECLINED else None,
        deposited=_sum("depositedAmount", amounts, raw),
        refunded=_sum("refundedAmount", amounts, raw),
        returns=_returns(raw),
        chargeback=any(is_true(part.get("chargeback")) for part in (raw, card, amounts)),
        card_masked=optional(card.get("maskedPan") or card.get("pan")),
        approval_code=optional(card.get("approvalCode")),
        paid_at=next(filter(None, map(moment, _moments(raw, card))), None),
        description=text(raw.get("orderDescription") or ""),
        parameters=tuple(_parameters(raw)),
    )


def _sum(name: str, *parts: Mapping[str, Any]) -> int | None:
    """From the first part that has it."""
    return next((number(part[name]) for part in parts if part.get(name) is not None), None)


def _order_id(raw: Mapping[str, Any]) -> str | None:
    attributes = [object_of(item) for item in list_of(raw.get("attributes"))]
    named = (item.get("value") for item in attributes if item.get("name") == "mdOrder")
    return optional(next(named, None) or raw.get("mdOrder"))


def _parameters(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is no name with a text value is left out: nothing is decided by it."""
    for item in map(object_of, list_of(raw.get("merchantOrderParams"))):
        name, value = item.get("name"), item.get("value")
        if isinstance(name, str) and isinstance(value, str | int) and not isinstance(value, bool):
            yield name, str(value)


def _moments(raw: Mapping[str, Any], card: Mapping[str, Any]) -> Iterator[object]:
    """Where the moment of the payment may stand, the likeliest first."""
    for part in (raw, card):
        yield from (part.get("depositedDate"), part.get("authDateTime"))


def _returns(raw: Mapping[str, Any]) -> tuple[ReturnOperation, ...] | None:
    """From `operations`, and from `refunds` where the operations name none; None where the answer has neither."""
    operations, refunds = raw.get("operations"), raw.get("refunds")
    if operations is None and refunds is None:
        return None
    made = [done for done in map(object_of, list_of(operations)) if done.get("type") in ("REFUND", "REVERSAL")]
    found = tuple(_return(done) for done in made if _succeeded(done))
    if all(operation.reversal for operation in found):
        found += tuple(_return(done) for done in map(object_of, list_of(refunds)) if _succeeded(done))
    return found


def _return(done: Mapping[str, Any]) -> ReturnOperation:
    sum_ = done["refundAmount"] if done.get("amount") is None else done["amount"]
    return ReturnOperation(whole(sum_), optional(done.get("externalRefundId")), done.get("type") == "REVERSAL")


def _succeeded(done: Mapping[str, Any]) -> bool:
    """An operation that was tried and refused moves no money; 400 is a reversal that was done."""
    return action_code(done.get("actionCode")) in (0, 400)
