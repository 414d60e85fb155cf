"""Work batches of notices: judge each account, and once confirmed record each notice, some accounts a transaction.

Any number of processes may work at once; when one dies, its accounts are free again at that moment.
"""

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.context import Caller, Context, current, entered
from chassis.errors import Refusal
from services.billing.debtors.models import NoticeBatchRow, NoticeItemRow
from services.billing.notices.issuing import record_sending
from services.billing.queries.debtors import judged
from services.billing.settings import BillingCall

log = logging.getLogger(__name__)
CHUNK = 100
_DUE = {"judging": "waiting", "sending": "fit"}
"""Which accounts are worked in a state of the batch."""
_NEXT = {"judging": "ready", "sending": "done"}
_OUTCOMES = {"over_threshold": "fit", "none": "no_ground", "closed": "no_ground"}
"""By the stage of an account; at any other one a former notice is in force."""


def work_notices(call: BillingCall) -> None:
    """Work accounts of every batch until none is free, then finish what has none left."""
    for state in _DUE:
        while batch := _batch(call, state):
            if not _work(call, batch, state):
                break


def _batch(call: BillingCall, state: str) -> str | None:
    with call.database.reading() as session:
        due = select(NoticeBatchRow.id).where(NoticeBatchRow.state == state)
        return session.scalar(due.order_by(NoticeBatchRow.asked_at, NoticeBatchRow.id).limit(1))


def _work(call: BillingCall, batch_id: str, state: str) -> bool:
    """Some accounts of the batch, or its end; whether there may be more to do."""
    with call.database.transaction() as session:
        row = session.scalar(
            select(NoticeBatchRow).where(NoticeBatchRow.id == batch_id).with_for_update(skip_locked=True)
        )
        if row is None:
            return False
        if row.state != state:
            return True
        items = list(
            session.scalars(
                select(NoticeItemRow)
                .where(NoticeItemRow.batch_id == batch_id, NoticeItemRow.outcome == _DUE[state])
                .order_by(NoticeItemRow.account_number)
                .limit(CHUNK)
            )
        )
        if not items:
            row.state = _NEXT[state]
            row.finished_at = call.now if row.state == "done" else None
        elif state == "judging":
            _judge(call, session, items)
        else:
            _send(call, session, row, items)
    return True


def _judge(call: BillingCall, session: Session, items: list[NoticeItemRow]) -> None:
    now = {one.account_number: one for one in judged(session, [one.account_number for one in items], call.clock)}
    for item in items:
        one = now[item.account_number]
        item.outcome, item.debt_kopecks = _OUTCOMES.get(one.stage, "under_way"), one.debt_kopecks


def _send(call: BillingCall, session: Session, batch: NoticeBatchRow, items: list[NoticeItemRow]) -> None:
    """Each in the name of who confirmed; one that cannot be recorded stops no other."""
    here = current()
    caller = Caller(user_id=batch.confirmed_by, role=batch.confirmed_role)
    with entered(Context(request_id=here.request_id, trace_id=here.trace_id, caller=caller)):
        for item in items:
            try:
                with session.begin_nested():
                    item.debt_kopecks = record_sending(
                        session, call.clock, item.account_number, batch.sent_on, batch.channel
                    )
                    item.outcome = "sent"
            except Refusal as refused:
                item.outcome = "no_ground" if "threshold_kopecks" in (refused.details or {}) else "under_way"
            except Exception:
                log.exception("notice not recorded", extra={"account_number": item.account_number})
                item.outcome = "failed"
