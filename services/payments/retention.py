"""What is no longer needed goes: raw notices of the bank, and e-mail addresses of receipts (152-ФЗ, ст. 5 ч. 7).

Payments themselves are accounting records (ст. 29 Закона № 402-ФЗ) and stay.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from services.payments.lifecycle.states import FINAL
from services.payments.models import CallbackRow, Payment


def forget_old(session: Session, now: datetime, days: int) -> None:
    """Notices about orders that are not ours go whole, of the others the raw copy and the sender's address."""
    before = now - timedelta(days=days)
    old = CallbackRow.received_at < before
    session.execute(delete(CallbackRow).where(old, CallbackRow.payment_id.is_(None)))
    session.execute(update(CallbackRow).where(old, CallbackRow.raw != "").values(raw="", remote_ip=""))
    settled = Payment.created_at < before, Payment.state.in_(FINAL), Payment.receipt_email.is_not(None)
    session.execute(update(Payment).where(*settled).values(receipt_email=None))
