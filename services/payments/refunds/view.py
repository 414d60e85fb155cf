"""A refund as the contract shows it."""

from typing import Any, cast

from contracts import payments as c
from services.payments.models import Refund


def refund_view(refund: Refund) -> c.Refund:
    return c.Refund(
        refund_id=str(refund.id),
        payment_id=refund.payment_id,
        amount_kopecks=refund.amount_kopecks,
        state=cast(Any, refund.state),
        reason=refund.reason,
        created_at=refund.created_at,
    )
