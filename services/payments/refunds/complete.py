"""A refund that the bank has surely made."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.payments.life import announce
from services.payments.life.states import REFUND_EDGES, follow
from services.payments.life.walk import walk
from services.payments.models import Payment, Refund


def complete(session: Session, payment: Payment, refund: Refund, actor: str, now: datetime, *, whole: str) -> None:
    """Counts it once: the refund leaves its outstanding states for good. Both rows are locked (or new).

    `whole` is the edge of the payment when nothing of its sum is left.
    """
    refund.state = follow(REFUND_EDGES, "done", refund.state).target
    refund.done_at, refund.next_check_at = now, None
    payment.returned_kopecks += refund.amount_kopecks
    edge = whole if payment.returned_kopecks == payment.amount_kopecks else "returned_in_part"
    walk(session, payment, edge, actor, f"refund {refund.id}: {refund.reason}", now)
    announce.refunded(session, payment, refund, now)
