"""A notification from the bank: kept as it came, checked, and then only a reason to ask the bank."""

import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.payments import BankCallback, CallbackStored
from services.payments.bank.checksum import authentic
from services.payments.bank.transport import Patience
from services.payments.desk import Desk
from services.payments.life.states import FAILED, WAS_PAID
from services.payments.life.walk import plan_next
from services.payments.metrics import CALLBACKS
from services.payments.models import CallbackRow, Payment
from services.payments.reconcile import reconcile
from services.payments.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = Patience(connect=1, read=2)
"""The bank waits for our answer while we wait for its own; what is not known by then is the poller's."""
RESERVE = timedelta(seconds=5)


def receive_callback(desk: Desk, request: BankCallback) -> CallbackStored:
    """`authentic` is False when a key is configured and the checksum does not fit: then nothing but the record is
    made. An order that is not ours is kept and answered like any other, so that nobody learns which orders exist."""
    trusted = _trusted(desk.settings, request)
    with desk.database.transaction() as session:
        row, payment = _keep(session, desk, request, trusted)
        news = trusted and payment is not None and _may_be_news(payment, request.parameters.get("operation", ""))
        if payment is not None and news:
            # If this process dies before the bank has answered, the poller asks soon.
            payment.next_check_at = desk.clock.now() + RESERVE
    CALLBACKS.labels(_kind(payment, trusted, news)).inc()
    if payment is None or not trusted:
        log.warning("callback without effect", extra={"callback_id": row.id, "authentic": trusted})
        return CallbackStored(authentic=trusted)
    answered = news and reconcile(desk, payment.id, "bank", PATIENCE).bank_seen_at != payment.bank_seen_at
    if answered or not news:
        _mark_processed(desk, row.id, payment.id)
    return CallbackStored(authentic=True)


def _kind(payment: Payment | None, trusted: bool, news: bool) -> str:
    if not trusted:
        return "forged"
    return "stranger" if payment is None else "news" if news else "repeated"


def _trusted(settings: Settings, request: BankCallback) -> bool:
    if not settings.authenticates_callbacks:
        return True
    return authentic(request.parameters, settings.bank_callback_token, settings.bank_callback_public_key)


def _keep(session: Session, desk: Desk, request: BankCallback, trusted: bool) -> tuple[CallbackRow, Payment | None]:
    payment = _payment_of(session, request.parameters)
    row = CallbackRow(
        payment_id=payment.id if payment else None,
        received_at=desk.clock.now(),
        transport=request.transport,
        parameters=request.parameters,
        raw=request.raw,
        remote_ip=request.remote_ip,
        authentic=trusted,
    )
    session.add(row)
    session.flush()
    return row, payment


def _payment_of(session: Session, parameters: dict[str, str]) -> Payment | None:
    number, order = parameters.get("orderNumber", ""), parameters.get("mdOrder", "")
    named = select(Payment).where((Payment.id == number) | (Payment.bank_order_id == order))
    return session.scalars(named.limit(1)).first()


def _may_be_news(payment: Payment, operation: str) -> bool:
    """A repeated notification of what the bank has confirmed already needs no question."""
    known = (operation == "deposited" and payment.state in WAS_PAID) or (
        operation == "declinedByTimeout" and payment.state in FAILED
    )
    return not known


def _mark_processed(desk: Desk, callback_id: int, payment_id: str) -> None:
    with desk.database.transaction() as session:
        session.get_one(CallbackRow, callback_id).processed_at = desk.clock.now()
        plan_next(session.get_one(Payment, payment_id, with_for_update=True), desk.clock.now())
