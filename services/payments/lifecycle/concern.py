"""A concern: what a person must look at in a payment that was paid. Its state stays, for its money is not in doubt."""

import logging
from datetime import datetime, timedelta

from services.payments.models import Payment

log = logging.getLogger(__name__)

CHARGEBACK, CONTRADICTION = "chargeback", "contradiction"
BEHIND = timedelta(hours=1)
"""The bank's status may be so long behind its own operations."""


def chargeback(payment: Payment, now: datetime) -> None:
    """The payer has claimed the money back; said once, however often the bank repeats it."""
    if payment.chargeback_at is None:
        payment.chargeback_at = now
        _raise(payment, CHARGEBACK, "the payer has claimed the money back through the issuer of the card", now)


def contradiction(payment: Payment, reason: str, now: datetime, *, may_be_late: bool) -> None:
    """The bank's answer excludes what we know. What a person has accepted before is not asked again."""
    fresh = may_be_late and now < _last_movement(payment) + BEHIND
    if fresh or payment.concern == CHARGEBACK or reason in (payment.concern_detail, payment.concern_accepted):
        return
    _raise(payment, CONTRADICTION, reason, now)


def agrees(payment: Payment) -> None:
    """The bank's newer answer agrees with our books: an earlier contradiction was only late news."""
    if payment.concern == CONTRADICTION:
        payment.concern = payment.concern_detail = payment.concern_since = None


def accept(payment: Payment) -> None:
    """A person has looked."""
    payment.concern_accepted = payment.concern_detail
    payment.concern = payment.concern_detail = payment.concern_since = None


def _raise(payment: Payment, kind: str, detail: str, now: datetime) -> None:
    payment.concern, payment.concern_detail, payment.concern_since = kind, detail, now
    log.error(
        "a paid payment needs a look, it is listed at the desk",
        extra={"payment_id": payment.id, "concern": kind, "detail": detail},
    )


def _last_movement(payment: Payment) -> datetime:
    moments = [moment for moment in (payment.paid_at, payment.returned_at) if moment]
    return max(moments, default=payment.created_at)
