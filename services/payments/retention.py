"""Deletes what is no longer needed: callbacks of the bank, and e-mail addresses of receipts (152-ФЗ, ст. 5 ч. 7).

Payments themselves are accounting records (ст. 29 Закона № 402-ФЗ) and stay.
"""

from datetime import timedelta

from sqlalchemy import delete, update

from contracts.auth import CabinetDeleted
from services.payments.callbacks import forged
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.states import FINAL
from services.payments.models import CallbackRow, Payment


def forget_payer(work: PaymentsWork, event: CabinetDeleted) -> None:
    """The address of the receipts of a deleted cabinet goes at once; the payments stay, they are accounting records."""
    theirs = Payment.user_id == event.user_id, Payment.receipt_email.is_not(None)
    work.session.execute(update(Payment).where(*theirs).values(receipt_email=None))


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
