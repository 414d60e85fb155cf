"""A callback of the bank: verified by its adapter, kept as it came, and then only a reason to ask the bank.

Of one that is not authentic only a count is kept (`forged`): anybody may write to the bank's address.
"""

import logging
from datetime import timedelta

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from contracts.payments import BankCallback, CallbackStored
from services.payments.bank.patience import Patience
from services.payments.bank.replies import Callback
from services.payments.callbacks import forged
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import FAILED, WAS_PAID
from services.payments.metrics import CALLBACKS
from services.payments.status.apply_replies import StatusInquiry
from services.payments.status.inquire import inquire_and_apply

log = logging.getLogger(__name__)

PATIENCE = Patience(connect=1, read=2)
"""The bank waits for our answer while we wait for its own; what is not known by then is the poller's."""
RESERVE = timedelta(seconds=5)
LONGEST = 4096
"""Characters of all names and values: a callback of the bank has a quarter of it."""
_DISBELIEVED = Callback(authentic=False, order_number="", bank_order_id="", outcome=None)
_KNOWN_ALREADY = {"paid": WAS_PAID, "failed": FAILED}
"""States in which a callback that reports this outcome is a repeated one and needs no question."""

# One statement and so one transaction: the callback, kept, and the poller, who asks soon if this process dies
# before the bank has answered. What is no news is processed by being kept.
_KEEP = sql(
    """
    with payment as (
        select id, bank_order_id, state <> all(cast(:known_already as text[])) as news
        from payments where id = :number or bank_order_id = :order limit 1
    ), soon as (
        update payments set next_check_at = :soon where id = (select id from payment where news)
    ), kept as (
        insert into bank_callbacks (payment_id, received_at, transport, parameters, raw, remote_ip, authentic,
                                    processed_at)
        values ((select id from payment), :now, :transport, :parameters, :raw, :remote_ip, true,
                (select cast(:now as timestamptz) from payment where not news))
        returning id
    )
    select kept.id as callback_id, payment.id as payment_id, bank_order_id, news, clock_timestamp() as read_at
    from kept left join payment on true
    """
).bindparams(bindparam("parameters", type_=JSONB))


def receive_callback(call: PaymentsCall, request: BankCallback) -> CallbackStored:
    """An authentic one about an order that is not ours is kept and answered like any other, so that nobody learns which
    orders exist."""
    callback, now = _verified(call, request), call.now
    if not callback.authentic:
        forged.count(call, request)
        CALLBACKS.labels("forged").inc()
        return CallbackStored(authentic=False)
    with call.database.statement() as session:
        kept = session.execute(
            _KEEP,
            {
                "number": _storable(callback.order_number),
                "order": _storable(callback.bank_order_id),
                "known_already": list(_KNOWN_ALREADY[callback.outcome]) if callback.outcome else [],
                "now": now,
                "soon": now + RESERVE,
                "transport": request.transport,
                "parameters": {_storable(name): _storable(value) for name, value in request.parameters.items()},
                "raw": _storable(request.raw[:LONGEST]),
                "remote_ip": request.remote_ip,
            },
        ).one()
    CALLBACKS.labels("stranger" if kept.payment_id is None else "news" if kept.news else "repeated").inc()
    if kept.payment_id is None:
        log.warning("callback about an order that is not ours, kept", extra={"callback_id": kept.callback_id})
    elif kept.news:
        inquiry = StatusInquiry(kept.payment_id, kept.bank_order_id, kept.read_at, "bank", kept.callback_id)
        inquire_and_apply(call, inquiry, PATIENCE)
    return CallbackStored(authentic=True)


def _verified(call: PaymentsCall, request: BankCallback) -> Callback:
    """What the callback says of itself. One that is too long, or that a defect of ours cannot read, is not believed."""
    if sum(len(name) + len(value) for name, value in request.parameters.items()) > LONGEST:
        return _DISBELIEVED
    try:
        return call.dependencies.bank.read_callback(request.parameters)
    except Exception:
        log.exception("callback not read, only counted")
        return _DISBELIEVED


def _storable(text: str) -> str:
    """Without what no text column of the database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
