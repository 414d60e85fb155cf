"""The fiscal receipts of a payment (54-ФЗ): what they are made of, and what the cash register has made.

A payment is a payment without them: the bank, the operator of fiscal data and the cash register take their time.
"""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.payments.bank.replies import RECEIPT_MADE, FiscalReceipt, Receipts
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.models import FiscalReceiptRow, Payment, Refund


def fetch_receipts(call: PaymentsCall, payment_id: str) -> None:
    """Ask for the receipts while one is still expected: one for the sale and one for each refund that was done."""
    if call.dependencies.settings.fiscal_inn is None:
        return
    with call.database.reading() as session:
        payment = session.get_one(Payment, payment_id)
        if payment.bank_order_id is None or _complete(session, payment_id):
            return
    answer = call.dependencies.bank.receipts(payment.bank_order_id)
    with call.database.transaction() as session:
        payment = session.get_one(Payment, payment_id, with_for_update=True)
        bank_calls.record(session, payment_id, "receipt", answer, "poller", call.now)
        for receipt in answer.receipts if isinstance(answer, Receipts) else ():
            _keep(session, call, payment, receipt)


def _complete(session: Session, payment_id: str) -> bool:
    made = select(FiscalReceiptRow.id).where(
        FiscalReceiptRow.payment_id == payment_id, FiscalReceiptRow.status == RECEIPT_MADE
    )
    # movements at the bank, which knows no shares
    movements = Refund.state.in_(("done", "divided")), Refund.share_of.is_(None)
    done = select(Refund.id).where(Refund.payment_id == payment_id, *movements)
    return len(session.scalars(made).all()) >= 1 + len(session.scalars(done).all())


def _keep(session: Session, call: PaymentsCall, payment: Payment, receipt: FiscalReceipt) -> None:
    values = {
        "status": receipt.status,
        "url": receipt.url,
        "document": receipt.document,
        "fetched_at": call.now,
        "made_at": receipt.made_at,
    }
    row = insert(FiscalReceiptRow).values(id=receipt.id, payment_id=payment.id, kind=receipt.kind, **values)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))
    if receipt.kind == "sell" and receipt.status == RECEIPT_MADE:
        payment.fiscal_receipt_url = receipt.url or payment.fiscal_receipt_url
