"""A refund that the bank has surely made."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.payments.lifecycle import announce
from services.payments.lifecycle.states import REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed, transition
from services.payments.models import Payment, Refund

RECEIPT_AFTER = timedelta(minutes=2)
"""The fiscal receipt of the refund is looked for once more after the payment itself has ended."""


def complete(session: Session, payment: Payment, refund: Refund, actor: str, now: datetime, *, whole: str) -> None:
    """Counts it once: the refund leaves its outstanding states for good. Both rows are locked (or new), and the refund
    names its part.

    `whole` is the transition of the payment when nothing of its sum is left.
    """
    refund.state = allowed(REFUND_TRANSITIONS, "done", refund.state, str(refund.id)).target
    refund.done_at, refund.next_check_at = now, None
    payment.returned_kopecks += refund.amount_kopecks
    payment.part(refund.part).returned_kopecks += refund.amount_kopecks
    payment.returned_at = now
    name = whole if payment.returned_kopecks == payment.amount_kopecks else "returned_in_part"
    transition(session, payment, name, actor, f"refund {refund.id}: {refund.reason}", now)
    if name in ("returned_whole", "reversed_for_us"):
        payment.next_check_at = now + RECEIPT_AFTER
    refund.event_id = announce.refunded(session, payment, refund, now)
