"""A notification from the bank: kept as it came, checked, and then only a reason to ask the bank."""

import logging
from datetime import timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from contracts.payments import BankCallback, CallbackStored
from services.payments.acquirers.sberbank.checksum import authentic
from services.payments.bank.patience import Patience
from services.payments.dependencies import Desk
from services.payments.lifecycle.states import FAILED, WAS_PAID
from services.payments.metrics import CALLBACKS
from services.payments.settings import Settings
from services.payments.status.apply_replies import Question
from services.payments.status.inquire import ask_and_apply

log = logging.getLogger(__name__)

PATIENCE = Patience(connect=1, read=2)
"""The bank waits for our answer while we wait for its own; what is not known by then is the poller's."""
RESERVE = timedelta(seconds=5)
_SETTLED = {"deposited": WAS_PAID, "declinedByTimeout": FAILED}
"""States in which a notification of this operation is a repeated one and needs no question."""

# One statement and so one transaction: the notification, kept, and the poller, who asks soon if this process dies
# before the bank has answered. What is no news is settled by being kept.
_KEEP = text(
    """
    with payment as (
        select id, bank_order_id, :trusted and state <> all(cast(:settled as text[])) as news
        from payments where id = :number or bank_order_id = :order limit 1
    ), soon as (
        update payments set next_check_at = :soon where id = (select id from payment where news)
    ), kept as (
        insert into bank_callbacks (payment_id, received_at, transport, parameters, raw, remote_ip, authentic,
                                    processed_at)
        values ((select id from payment), :now, :transport, :parameters, :raw, :remote_ip, :trusted,
                (select cast(:now as timestamptz) from payment where :trusted and not news))
        returning id
    )
    select kept.id as callback_id, payment.id as payment_id, bank_order_id, news, clock_timestamp() as read_at
    from kept left join payment on true
    """
).bindparams(bindparam("parameters", type_=JSONB))


def receive_callback(desk: Desk, request: BankCallback) -> CallbackStored:
    """`authentic` is False when a key is configured and the checksum does not fit: then nothing but the record is
    made. An order that is not ours is kept and answered like any other, so that nobody learns which orders exist."""
    trusted, now, told = _trusted(desk.settings, request), desk.clock.now(), request.parameters
    with desk.database.statement() as session:
        kept = session.execute(
            _KEEP,
            {
                "number": told.get("orderNumber", ""),
                "order": told.get("mdOrder", ""),
                "settled": list(_SETTLED.get(told.get("operation", ""), ())),
                "trusted": trusted,
                "now": now,
                "soon": now + RESERVE,
                "transport": request.transport,
                "parameters": told,
                "raw": request.raw,
                "remote_ip": request.remote_ip,
            },
        ).one()
    CALLBACKS.labels(_kind(kept.payment_id, trusted, kept.news)).inc()
    if kept.payment_id is None or not trusted:
        log.warning("callback without effect", extra={"callback_id": kept.callback_id, "authentic": trusted})
    elif kept.news:
        question = Question(kept.payment_id, kept.bank_order_id, kept.read_at, "bank", kept.callback_id)
        ask_and_apply(desk, question, PATIENCE)
    return CallbackStored(authentic=trusted)


def _kind(payment_id: str | None, trusted: bool, news: bool) -> str:
    if not trusted:
        return "forged"
    return "stranger" if payment_id is None else "news" if news else "repeated"


def _trusted(settings: Settings, request: BankCallback) -> bool:
    if not settings.authenticates_callbacks:
        return True
    return authentic(request.parameters, settings.bank_callback_token, settings.bank_callback_public_key)
