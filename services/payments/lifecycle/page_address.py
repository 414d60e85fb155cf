"""The address of the payment page for an order whose registration answer was lost.

The bank gives the address once, in the answer to register.do, and cannot be asked for it again. Its addresses differ
in the order's id alone, so the last one that did arrive shows what the lost one was.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.payments.models import Payment


def learnt(session: Session, bank_order_id: str) -> str | None:
    """The page of this order, or None while no address has ever been seen."""
    latest = (
        select(Payment.page_url, Payment.bank_order_id)
        .where(Payment.page_url.is_not(None), Payment.bank_order_id.is_not(None))
        .order_by(Payment.created_at.desc())
        .limit(1)
    )
    example = session.execute(latest).first()
    if example is None or example.bank_order_id not in example.page_url:
        return None
    return str(example.page_url).replace(example.bank_order_id, bank_order_id)
