"""The only place where a payment changes its state: by a transition of the table, with a line of history."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from services.payments.lifecycle import announce, schedule
from services.payments.lifecycle.states import (
    FAILED,
    IN_FLIGHT,
    PAID,
    REFUND_TRANSITIONS,
    TRANSITIONS,
    ForbiddenTransition,
    Transition,
    find_transition,
)
from services.payments.metrics import FORBIDDEN_TRANSITIONS, PAYMENT_TRANSITIONS
from services.payments.models import HistoryRow, Payment

log = logging.getLogger(__name__)

for _one in TRANSITIONS:
    PAYMENT_TRANSITIONS.labels(_one.name, _one.target)
for _one in TRANSITIONS | REFUND_TRANSITIONS:
    FORBIDDEN_TRANSITIONS.labels(_one.name)


def transition(session: Session, payment: Payment, name: str, actor: str, cause: str, now: datetime) -> None:
    """Changes the state of a payment whose row is locked (or new), and publishes what others must know of it.

    Raises ForbiddenTransition, with nothing changed, if the table has no such transition from the payment's state.
    """
    made = allowed(TRANSITIONS, name, payment.state, payment.id)
    payment.state = made.target
    PAYMENT_TRANSITIONS.labels(made.name, made.target).inc()
    row = HistoryRow(
        payment_id=payment.id,
        at=now,
        transition=made.name,
        from_state=made.source,
        to_state=made.target,
        actor=actor,
        cause=cause,
    )
    _plan(payment, made.source, now)
    if made.target == "manual_review":
        log.error(
            "payment needs manual review, it is listed at the desk", extra={"payment_id": payment.id, "cause": cause}
        )
    elif made.target == "paid":
        row.event_id = announce.succeeded(session, payment)
    elif made.target in FAILED:
        row.event_id = announce.failed(session, payment, made.name, now)
    session.add(row)


def allowed(table: frozenset[Transition], name: str, source: str, subject: str) -> Transition:
    """Returns the transition. A forbidden one is a defect of ours: it is counted and logged for an alert, and raised
    as ForbiddenTransition."""
    try:
        return find_transition(table, name, source)
    except ForbiddenTransition:
        FORBIDDEN_TRANSITIONS.labels(name).inc()
        log.error(
            "forbidden transition, nothing was changed",
            extra={"subject": subject, "transition": name, "source": source},
        )
        raise


def plan_next(payment: Payment, now: datetime) -> bool:
    """Sets the next step of the poller's schedule. Returns False when an unfinished payment has come to its end."""
    payment.next_check_at = None
    if payment.state in PAID and payment.paid_at:
        payment.next_check_at = schedule.next_check(schedule.PAID, payment.paid_at, payment.checks, now)
    elif payment.state in IN_FLIGHT:
        payment.next_check_at = schedule.next_check(schedule.UNFINISHED, payment.created_at, payment.checks, now)
        return payment.next_check_at is not None
    return True


def _plan(payment: Payment, source: str, now: datetime) -> None:
    if payment.state in PAID and source not in PAID:
        payment.checks = 0
        plan_next(payment, now)
    elif payment.state in IN_FLIGHT:
        if payment.next_check_at is None:
            plan_next(payment, now)
    elif payment.state not in PAID:
        payment.next_check_at = None
