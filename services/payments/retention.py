"""Deletes what is no longer needed: callbacks of the bank, and e-mail addresses of receipts (152-ФЗ, ст. 5 ч. 7).

Payments themselves are accounting records (ст. 29 Закона № 402-ФЗ) and stay.
"""

from datetime import timedelta

from sqlalchemy import delete, update

from services.payments.callbacks import forged
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import FINAL
from services.payments.models import CallbackRow, Payment


def forget_old(call: PaymentsCall) -> None:
    """Callbacks about orders that are not ours go whole, of the others the raw copy and the sender's address."""
    before = call.now - timedelta(days=call.dependencies.settings.notice_days)
    old = CallbackRow.received_at < before
    with call.database.transaction() as session:
        forged.forget(session, call.now)
        session.execute(delete(CallbackRow).where(old, CallbackRow.payment_id.is_(None)))
        session.execute(update(CallbackRow).where(old, CallbackRow.raw != "").values(raw="", remote_ip=""))
        ended = Payment.created_at < before, Payment.state.in_(FINAL), Payment.receipt_email.is_not(None)
        session.execute(update(Payment).where(*ended).values(receipt_email=None))
