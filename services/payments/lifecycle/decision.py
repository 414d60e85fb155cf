"""What a reply of the bank means for a payment: the names of the transitions to make, in order. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.payments.bank.replies import Closed, OrderState, OrderStatus, OrderUnknown
from services.payments.bank.returned import Contradiction, returned
from services.payments.lifecycle.states import FAILED, IN_FLIGHT, WAS_PAID

UNPAID = (OrderStatus.REGISTERED, OrderStatus.CHALLENGED, OrderStatus.DECLINED)

IN_THE_AIR = timedelta(seconds=30)
"""A registration that was begun may still be under way for so long (connect and read deadlines, and some)."""
AFTER_SESSION = timedelta(hours=1)
"""An order that the bank still shows unpaid so long after its page has closed cannot be paid any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """The part of a payment, as it is under the lock, on which the decision rests."""

    number: str
    state: str
    amount_kopecks: int
    bank_order_id: str | None
    created_at: datetime
    session_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """The transitions to make and why. `money`: the reply also states how much of the sum the shop still has."""

    transitions: tuple[str, ...] = ()
    cause: str = ""
    money: bool = False
    objection: str = ""
    """What in the reply about a payment that was paid excludes what we know of it; a person must look."""
    may_be_late: bool = False
    """The objection may only mean that the bank's status is behind its own operations."""


NOTHING_NEW = Decision()


def decide(payment: PaymentFacts, reply: OrderState | OrderUnknown, now: datetime) -> Decision:
    """Returns what the reply changes. Money counts only when order number, sum and currency are ours."""
    if payment.state in WAS_PAID:
        return _after_payment(payment, reply)
    if isinstance(reply, OrderUnknown):
        return _without_order(payment, now)
    contradiction = _contradiction(payment, reply)
    if contradiction:
        return _manual_review(payment, contradiction)
    if reply.status in (OrderStatus.DEPOSITED, OrderStatus.REFUNDED):
        return _with_money(payment, reply)
    if reply.status == OrderStatus.REVERSED:
        ended = () if payment.state in FAILED else ("reversed_before_seen_paid",)
        return Decision(ended, "the bank has reversed the payment")
    return _without_money(payment, reply, now)


def _after_payment(payment: PaymentFacts, reply: OrderState | OrderUnknown) -> Decision:
    """What was paid is never undone by a status: money that went back is entered, all else a person looks at."""
    if isinstance(reply, OrderUnknown):
        return Decision(objection="the bank does not know the order", may_be_late=True)
    if contradiction := _contradiction(payment, reply):
        return Decision(objection=contradiction)
    if reply.status in (*UNPAID, OrderStatus.HELD):
        return Decision(objection=f"the bank shows the order {reply.status}", may_be_late=True)
    gone = returned(reply)
    if isinstance(gone, Contradiction):
        return Decision(objection=gone.reason)
    if gone is not None:
        return Decision(money=True)
    untold = reply.status == OrderStatus.REFUNDED
    return Decision(objection="a refund without its sum", may_be_late=True) if untold else NOTHING_NEW


def _without_order(payment: PaymentFacts, now: datetime) -> Decision:
    """No such order. Without its page nobody can ever have paid it, so the attempt ends harmlessly."""
    waiting = payment.state == "registering" and now < payment.created_at + IN_THE_AIR
    if payment.bank_order_id is None and payment.state in ("registering", "unknown") and not waiting:
        return Decision(("not_at_bank",), "the bank has no order of this number")
    return NOTHING_NEW


def _contradiction(payment: PaymentFacts, reply: OrderState) -> str | None:
    if reply.order_number != payment.number:
        return f"order number {reply.order_number} instead of {payment.number}"
    if not reply.in_rubles:
        return f"currency {reply.currency} instead of rubles"
    if reply.amount != payment.amount_kopecks:
        return f"{reply.amount} kopecks instead of {payment.amount_kopecks}"
    return None


def _manual_review(payment: PaymentFacts, cause: str) -> Decision:
    return Decision(() if payment.state == "manual_review" else ("answer_contradicts",), cause)


def _with_money(payment: PaymentFacts, reply: OrderState) -> Decision:
    gone = returned(reply)
    if not isinstance(gone, int):
        return _manual_review(payment, gone.reason if gone else "the bank shows a refund without its sum")
    confirmed = "confirmed" if payment.state in IN_FLIGHT else "corrected_to_paid"
    return Decision((confirmed,), "the bank has confirmed the payment", money=True)


def _without_money(payment: PaymentFacts, reply: OrderState, now: datetime) -> Decision:
    """Unpaid so far. A declined attempt is not the end: the page allows several and a time."""
    if payment.state not in (*IN_FLIGHT, "manual_review"):
        return NOTHING_NEW
    found = ("found_at_bank",) if payment.state in ("registering", "unknown") else ()
    if reply.closed == Closed.ATTEMPTS_EXHAUSTED:
        return Decision((*found, "attempts_exhausted"), "the bank allows no more attempts")
    if reply.closed == Closed.SESSION_EXPIRED:
        return Decision((*found, "session_over"), "the time of the payment page is over")
    if reply.status in UNPAID and now > payment.session_ends_at + AFTER_SESSION:
        return Decision((*found, "session_over"), "unpaid long after the payment page has closed")
    return Decision(found, "the order is at the bank" if found else "")
