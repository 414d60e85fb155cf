"""The only place where a payment changes its state: along an edge of the table, with a line of history."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from services.payments.lifecycle import announce, schedule
from services.payments.lifecycle.states import EDGES, FAILED, IN_FLIGHT, PAID, Edge, ForbiddenEdge, follow
from services.payments.metrics import EDGES_WALKED, FORBIDDEN_EDGES
from services.payments.models import HistoryRow, Payment

log = logging.getLogger(__name__)


def walk(session: Session, payment: Payment, edge_name: str, actor: str, cause: str, now: datetime) -> None:
    """Change the state of a payment whose row is locked (or new). ForbiddenEdge, and nothing changed, if the table
    has no such edge."""
    edge = allowed(EDGES, edge_name, payment.state, payment.id)
    payment.state = edge.target
    EDGES_WALKED.labels(edge.name, edge.target).inc()
    row = HistoryRow(
        payment_id=payment.id,
        at=now,
        edge=edge.name,
        from_state=edge.source,
        to_state=edge.target,
        actor=actor,
        cause=cause,
    )
    _plan(payment, edge.source, now)
    if edge.target == "manual_review":
        log.error("payment needs a person", extra={"payment_id": payment.id, "cause": cause})
    elif edge.target == "paid":
        row.event_id = announce.succeeded(session, payment)
    elif edge.target in FAILED:
        row.event_id = announce.failed(session, payment, edge.name, now)
    session.add(row)


def allowed(edges: frozenset[Edge], name: str, source: str, subject: str) -> Edge:
    """The edge; a forbidden one is a defect of ours: it is counted and logged for an alert, and raised."""
    try:
        return follow(edges, name, source)
    except ForbiddenEdge:
        FORBIDDEN_EDGES.labels(name).inc()
        log.error("forbidden edge", extra={"subject": subject, "edge": name, "source": source})
        raise


def plan_next(payment: Payment, now: datetime) -> bool:
    """Sets the next step of the poller's schedule; False when an unfinished payment has come to its end."""
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
