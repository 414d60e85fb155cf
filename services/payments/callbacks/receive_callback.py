"""A callback of the bank: kept as it came, verified by the bank's adapter, and then only a reason to ask the bank."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from contracts.payments import BankCallback, CallbackStored
from services.payments.bank.patience import Patience
from services.payments.bank.replies import Callback
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import FAILED, WAS_PAID
from services.payments.metrics import CALLBACKS
from services.payments.status.apply_replies import StatusInquiry
from services.payments.status.inquire import inquire_and_apply

log = logging.getLogger(__name__)

PATIENCE = Patience(connect=1, read=2)
"""The bank waits for our answer while we wait for its own; what is not known by then is the poller's."""
RESERVE = timedelta(seconds=5)
MOST_PARAMETERS, LONGEST_VALUE = 64, 2000
_KNOWN_ALREADY = {"paid": WAS_PAID, "failed": FAILED}
"""States in which a callback that reports this outcome is a repeated one and needs no question."""

# One statement and so one transaction: the callback, kept, and the poller, who asks soon if this process dies
# before the bank has answered. What is no news is processed by being kept.
_KEEP = sql(
    """
    with payment as (
        select id, bank_order_id, :trusted and state <> all(cast(:known_already as text[])) as news
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


def receive_callback(call: PaymentsCall, request: BankCallback) -> CallbackStored:
    """Of a callback that is not authentic nothing but the record is made. An order that is not ours is kept and
    answered like any other, so that nobody learns which orders exist."""
    callback, now = _verified(call, request), call.now
    with call.database.statement() as session:
        kept = session.execute(
            _KEEP,
            {
                "number": _storable(callback.order_number),
                "order": _storable(callback.bank_order_id),
                "known_already": list(_KNOWN_ALREADY[callback.outcome]) if callback.outcome else [],
                "trusted": callback.authentic,
                "now": now,
                "soon": now + RESERVE,
                "transport": request.transport,
                "parameters": _bounded(request.parameters),
                "raw": _storable(request.raw),
                "remote_ip": request.remote_ip,
            },
        ).one()
    CALLBACKS.labels(_kind(kept.payment_id, callback.authentic, kept.news)).inc()
    if kept.payment_id is None or not callback.authentic:
        log.warning(
            "callback kept without effect",
            extra={"callback_id": kept.callback_id, "payment_id": kept.payment_id, "authentic": callback.authentic},
        )
    elif kept.news:
        inquiry = StatusInquiry(kept.payment_id, kept.bank_order_id, kept.read_at, "bank", kept.callback_id)
        inquire_and_apply(call, inquiry, PATIENCE)
    return CallbackStored(authentic=callback.authentic)


def _verified(call: PaymentsCall, request: BankCallback) -> Callback:
    """What the callback says of itself. A defect of ours in reading it leaves it without effect, and kept."""
    try:
        return call.dependencies.bank.read_callback(request.parameters)
    except Exception:
        log.exception("callback not read, kept without effect")
        return Callback(authentic=False, order_number="", bank_order_id="", outcome=None)


def _bounded(parameters: Mapping[str, str]) -> dict[str, str]:
    """As they came, but no longer than a callback of the bank can be."""
    some = islice(parameters.items(), MOST_PARAMETERS)
    return {_storable(name)[:LONGEST_VALUE]: _storable(value)[:LONGEST_VALUE] for name, value in some}


def _storable(text: str) -> str:
    """Without what no text column of the database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _kind(payment_id: str | None, authentic: bool, news: bool) -> str:
    if not authentic:
        return "forged"
    return "stranger" if payment_id is None else "news" if news else "repeated"
