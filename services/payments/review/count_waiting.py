"""How much waits now, for people or for the bank, for the alerts that stay until somebody has looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text

from services.payments import metrics
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import IN_FLIGHT

_LOOK_BACK = timedelta(days=90)
"""Older days were settled in other books; a difference in one is compared again on demand only."""

_FOR_STAFF = text(
    """
    select 'manual_review' as name, count(*) as waiting, min(coalesce(
        (select max(h.at) from payment_history h where h.payment_id = p.id and h.to_state = 'manual_review'),
        p.created_at)) as since
    from payments p where state = 'manual_review'
    union all select 'refund', count(*), min(created_at) from refunds where state = 'manual_review'
    union all select concern, count(*), min(concern_since) from payments where concern is not null group by concern
    """
)
_FOR_THE_BANK = text(
    """
    select state as name, count(*) as waiting, min(created_at) as since from payments
    where state in ('registering', 'unknown', 'awaiting_bank') group by state
    """
)
_DIFFERENCES = text(
    """
    with last as (
        select distinct on (day) day, differences from reconciliations where day >= :first order by day, id desc
    )
    select coalesce(sum(differences), 0) as waiting, min(day)::timestamp at time zone 'Europe/Moscow' as since
    from last where differences > 0
    """
)


def count_waiting(call: PaymentsCall) -> None:
    """Every replica reports the same numbers."""
    now = call.now
    with call.database.reading() as session:
        people = _by_name(session.execute(_FOR_STAFF).all())
        bank = _by_name(session.execute(_FOR_THE_BANK).all())
        differences = session.execute(_DIFFERENCES, {"first": call.clock.today() - _LOOK_BACK}).one()
    for why in metrics.WHY:
        count, since = people.get(why, (0, None))
        metrics.WAITING_FOR_STAFF.labels(why).set(count)
        metrics.WAITING_LONGEST.labels(why).set(_age(since, now))
    for state in sorted(IN_FLIGHT):
        count, since = bank.get(state, (0, None))
        metrics.UNFINISHED.labels(state).set(count)
        metrics.UNFINISHED_LONGEST.labels(state).set(_age(since, now))
    metrics.DIFFERENCES.set(differences.waiting)
    metrics.DIFFERENCE_LONGEST.set(_age(differences.since, now))


def _by_name(rows: Sequence[Row[Any]]) -> dict[str, tuple[int, datetime | None]]:
    return {row.name: (row.waiting, row.since) for row in rows}


def _age(since: datetime | None, now: datetime) -> int:
    """Returns whole seconds."""
    return max(0, (now - since) // timedelta(seconds=1)) if since is not None else 0
