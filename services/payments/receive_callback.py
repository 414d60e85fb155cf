"""A notification from the bank: kept as it came, checked, and then only a reason to ask the bank."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from contracts.payments import BankCallback, CallbackStored
from services.payments.bank.checksum import authentic
from services.payments.bank.transport import Patience
from services.payments.desk import Desk
from services.payments.life.states import FAILED, WAS_PAID
from services.payments.metrics import CALLBACKS
from services.payments.models import CallbackRow, Payment
from services.payments.reconcile import ask_and_apply
from services.payments.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = Patience(connect=1, read=2)
"""The bank waits for our answer while we wait for its own; what is not known by then is the poller's."""
RESERVE = timedelta(seconds=5)
_SOON = text("update payments set next_check_at = :at where id = :id")


def receive_callback(desk: Desk, request: BankCallback) -> CallbackStored:
    """`authentic` is False when a key is configured and the checksum does not fit: then nothing but the record is
    made. An order that is not ours is kept and answered like any other, so that nobody learns which orders exist."""
    trusted = _trusted(desk.settings, request)
    with desk.database.transaction() as session:
        payment, now = _payment_of(session, request.parameters)
        news = trusted and payment is not None and _may_be_news(payment, request.parameters.get("operation", ""))
        callback_id = _keep(session, desk, request, payment, trusted=trusted, news=news)
        if payment is not None and news:
            # If this process dies before the bank has answered, the poller asks soon.
            session.execute(_SOON, {"id": payment.id, "at": desk.clock.now() + RESERVE})
    CALLBACKS.labels(_kind(payment, trusted, news)).inc()
    if payment is None or now is None or not trusted:
        log.warning("callback without effect", extra={"callback_id": callback_id, "authentic": trusted})
        return CallbackStored(authentic=trusted)
    if news:
        ask_and_apply(desk, payment, now, "bank", PATIENCE, callback_id)
    return CallbackStored(authentic=True)


def _kind(payment: Payment | None, trusted: bool, news: bool) -> str:
    if not trusted:
        return "forged"
    return "stranger" if payment is None else "news" if news else "repeated"


def _trusted(settings: Settings, request: BankCallback) -> bool:
    if not settings.authenticates_callbacks:
        return True
    return authentic(request.parameters, settings.bank_callback_token, settings.bank_callback_public_key)


def _keep(
    session: Session, desk: Desk, request: BankCallback, payment: Payment | None, *, trusted: bool, news: bool
) -> int:
    """A repeated notification of what is known is settled by being kept."""
    now = desk.clock.now()
    row = insert(CallbackRow).values(
        payment_id=payment.id if payment else None,
        received_at=now,
        transport=request.transport,
        parameters=request.parameters,
        raw=request.raw,
        remote_ip=request.remote_ip,
        authentic=trusted,
        processed_at=now if payment and trusted and not news else None,
    )
    return session.execute(row.returning(CallbackRow.id)).scalar_one()


def _payment_of(session: Session, parameters: dict[str, str]) -> tuple[Payment, datetime] | tuple[None, None]:
    """The payment and the database's clock when it was read."""
    number, order = parameters.get("orderNumber", ""), parameters.get("mdOrder", "")
    named = select(Payment, func.clock_timestamp()).where((Payment.id == number) | (Payment.bank_order_id == order))
    found = session.execute(named.limit(1)).first()
    return (found[0], found[1]) if found else (None, None)


def _may_be_news(payment: Payment, operation: str) -> bool:
    """A repeated notification of what the bank has confirmed already needs no question."""
    known = (operation == "deposited" and payment.state in WAS_PAID) or (
        operation == "declinedByTimeout" and payment.state in FAILED
    )
    return not known
