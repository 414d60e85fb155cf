"""What an answer of the bank means for a payment: the names of the edges to walk, in order. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.payments.bank.replies import OrderState, OrderStatus, OrderUnknown
from services.payments.lifecycle.states import IN_FLIGHT, WAS_PAID

RUBLES = ("643", "810")
UNPAID = (OrderStatus.REGISTERED, OrderStatus.CHALLENGED, OrderStatus.DECLINED)
ATTEMPTS_EXHAUSTED, SESSION_EXPIRED = -2013, -2007

IN_THE_AIR = timedelta(seconds=30)
"""A registration that was begun may still be under way for so long (connect and read deadlines, and some)."""
AFTER_SESSION = timedelta(hours=1)
"""An order that the bank still shows unpaid so long after its page has closed cannot be paid any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the verdict needs of a payment, as it is under the lock."""

    number: str
    state: str
    amount_kopecks: int
    bank_order_id: str | None
    created_at: datetime
    session_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The edges to walk and why. `money` = the answer also tells how much of the sum the shop still has."""

    edges: tuple[str, ...] = ()
    cause: str = ""
    money: bool = False


NOTHING_NEW = Verdict()


def judge(payment: Known, answer: OrderState | OrderUnknown, now: datetime) -> Verdict:
    """Reads the answer. Money is believed only when order number, sum and currency are ours."""
    if isinstance(answer, OrderUnknown):
        return _without_order(payment, now)
    if payment.state in WAS_PAID:
        same = _difference(payment, answer) is None
        return Verdict(money=True) if same and answer.kept is not None else NOTHING_NEW
    contradiction = _difference(payment, answer)
    if contradiction:
        edges = () if payment.state == "manual_review" else ("answer_contradicts",)
        return Verdict(edges, contradiction)
    if answer.status in (OrderStatus.DEPOSITED, OrderStatus.REFUNDED):
        return _with_money(payment, answer)
    if answer.status == OrderStatus.REVERSED:
        edges = () if payment.state in ("declined", "cancelled", "expired") else ("reversed_before_seen_paid",)
        return Verdict(edges, "the bank has reversed the payment")
    return _without_money(payment, answer, now)


def _without_order(payment: Known, now: datetime) -> Verdict:
    """No such order. Without its page nobody can ever have paid it, so the attempt ends harmlessly."""
    waiting = payment.state == "registering" and now < payment.created_at + IN_THE_AIR
    if payment.bank_order_id is None and payment.state in ("registering", "unknown") and not waiting:
        return Verdict(("not_at_bank",), "the bank has no order of this number")
    return NOTHING_NEW


def _difference(payment: Known, answer: OrderState) -> str | None:
    if answer.order_number != payment.number:
        return f"order number {answer.order_number} instead of {payment.number}"
    if answer.currency not in RUBLES:
        return f"currency {answer.currency} instead of 643"
    if answer.amount != payment.amount_kopecks:
        return f"{answer.amount} kopecks instead of {payment.amount_kopecks}"
    return None


def _with_money(payment: Known, answer: OrderState) -> Verdict:
    taken = answer.amount if answer.deposited is None else answer.deposited
    if taken != payment.amount_kopecks or answer.kept is None:
        edges = () if payment.state == "manual_review" else ("answer_contradicts",)
        return Verdict(edges, f"deposited {answer.deposited} of {payment.amount_kopecks} kopecks")
    edge = "confirmed" if payment.state in IN_FLIGHT else "corrected_to_paid"
    return Verdict((edge,), "the bank has confirmed the payment", money=True)


def _without_money(payment: Known, answer: OrderState, now: datetime) -> Verdict:
    """Unpaid so far. A declined attempt is not the end: the page allows three and a time."""
    edges = ("found_at_bank",) if payment.state in ("registering", "unknown") else ()
    if payment.state not in (*IN_FLIGHT, "manual_review"):
        return NOTHING_NEW
    if answer.status == OrderStatus.DECLINED and answer.action_code == ATTEMPTS_EXHAUSTED:
        return Verdict((*edges, "attempts_exhausted"), "the bank allows no more attempts")
    if answer.status == OrderStatus.DECLINED and answer.action_code == SESSION_EXPIRED:
        return Verdict((*edges, "session_over"), "the time of the payment page is over")
    if answer.status in UNPAID and now > payment.session_ends_at + AFTER_SESSION:
        return Verdict((*edges, "session_over"), "unpaid long after the payment page has closed")
    return Verdict(edges, "the order is at the bank" if edges else "")
