"""The poller: asks about everything unfinished, by a schedule that ends at a person."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from uuid import UUID

from sqlalchemy import text

from chassis.database.sessions import OUTAGES
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import concern
from services.payments.lifecycle.schedule import CLAIM
from services.payments.lifecycle.states import WAS_PAID
from services.payments.lifecycle.transition import plan_next, transition
from services.payments.models import Payment
from services.payments.polling.close_abandoned import close_abandoned
from services.payments.polling.recheck_refund import recheck_refund, step
from services.payments.receipts.fetch import fetch_receipts
from services.payments.status.close_order import unpaid
from services.payments.status.inquire import inquire_about

log = logging.getLogger(__name__)

BATCH, AT_ONCE = 20, 4

_CLAIM = """
    update {table} set next_check_at = :until
    where id in (select id from {table} where next_check_at <= :now order by next_check_at limit :batch
                 for update skip locked)
    returning id, state
"""


def ask_about_unfinished(call: PaymentsCall) -> None:
    """The poller; a full batch means that more is waiting."""
    while poll(call) >= BATCH:
        pass


def poll(call: PaymentsCall) -> int:
    """One round; returns how many rows were looked at. Replicas share the rows: each claims its own for a minute."""
    payments, refunds = _claim(call, "payments"), _claim(call, "refunds")
    with ThreadPoolExecutor(AT_ONCE) as threads:  # the bank's answers are waited for side by side
        waits = [threads.submit(copy_context().run, partial(_look_at, call, *found)) for found in payments]
    for wait in waits:
        wait.result()
    for refund_id, state in refunds:
        with _one_of_many(refund_id):
            _look_at_refund(call, UUID(str(refund_id)), state)
    return len(payments) + len(refunds)


def _look_at(call: PaymentsCall, payment_id: str, state: str) -> None:
    with _one_of_many(payment_id):
        try:
            _check(call, payment_id, state)
        except OUTAGES:
            raise
        except Exception:
            _step(call, payment_id, failed=True)
            raise


def _look_at_refund(call: PaymentsCall, refund_id: UUID, state: str) -> None:
    try:
        recheck_refund(call, refund_id, state)
    except OUTAGES:
        raise
    except Exception:
        step(call, refund_id)
        raise


@contextmanager
def _one_of_many(row_id: str) -> Iterator[None]:
    """A defect that one row brings to light must not keep the others waiting; its claim ends in a minute."""
    try:
        yield
    except OUTAGES:
        raise
    except Exception:
        log.exception("not checked", extra={"row_id": str(row_id)})


def _claim(call: PaymentsCall, table: str) -> list[tuple[str, str]]:
    now = call.now
    with call.database.transaction() as session:
        rows = session.execute(text(_CLAIM.format(table=table)), {"now": now, "until": now + CLAIM, "batch": BATCH})
        return [(row.id, row.state) for row in rows]


def _check(call: PaymentsCall, payment_id: str, state: str) -> None:
    payment, answer = inquire_about(call, payment_id, "poller")
    if unpaid(answer) and payment.state == "awaiting_bank":
        payment = close_abandoned(call, payment)
    if payment.state in WAS_PAID:
        fetch_receipts(call, payment_id)
    if payment.state == state:
        _step(call, payment_id)


def _step(call: PaymentsCall, payment_id: str, *, failed: bool = False) -> None:
    """One step of the schedule is behind without news. A check that fails by a defect of ours must end at a person
    too: so its step counts, and for a paid payment a person is called at once."""
    with call.database.transaction() as session:
        payment = session.get_one(Payment, payment_id, with_for_update=True)
        payment.checks += 1
        now = call.now
        if failed and payment.state in WAS_PAID:
            concern.contradiction(payment, "the bank's answer could not be applied", now, may_be_late=False)
        if not plan_next(payment, now):
            transition(
                session, payment, "schedule_exhausted", "poller", "the bank has told no end in all this time", now
            )
