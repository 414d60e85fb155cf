"""How much waits for staff now, for the alert that stays until they have looked."""

from sqlalchemy import text

from services.payments.dependencies import PaymentsCall
from services.payments.metrics import WAITING_FOR_STAFF

WHY = ("manual_review", "refund", "chargeback", "contradiction")

_WAITING = text(
    """
    select 'manual_review' as why, count(*) as waiting from payments where state = 'manual_review'
    union all select 'refund', count(*) from refunds where state = 'manual_review'
    union all select concern, count(*) from payments where concern is not null group by concern
    """
)


def count_waiting(call: PaymentsCall) -> None:
    """Every replica reports the same number."""
    with call.database.reading() as session:
        waiting = {row.why: row.waiting for row in session.execute(_WAITING)}
    for why in WHY:
        WAITING_FOR_STAFF.labels(why).set(waiting.get(why, 0))
