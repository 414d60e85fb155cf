"""Callbacks whose checksum is wrong: how many came from where, and the print of the last one. Nothing of what they say.

One row for an address and a day, whatever is sent: nobody fills the disk, and a wrong key of ours is still seen by its
count. The gateway lets an address send a few of them only (`gateway.http.middleware.callbacks`).
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from contracts.payments import BankCallback
from services.payments.dependencies import PaymentsCall
from services.payments.models import CallbackRow, ForgedCallbackRow

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)

_COUNT = text(
    """
    insert into forged_callbacks (day, address, count, bytes, last_at, last_size, last_digest)
    values (cast(:now as timestamptz)::date, :address, 1, :size, :now, :size, :digest)
    on conflict (day, address) do update set
        count = forged_callbacks.count + 1, bytes = forged_callbacks.bytes + :size,
        last_at = :now, last_size = :size, last_digest = :digest
    """
)


def count(call: PaymentsCall, request: BankCallback) -> None:
    content = request.raw.encode("utf-8", "replace")
    facts = {"address": _network(request.remote_ip), "size": len(content), "digest": sha256(content).hexdigest()}
    with call.database.statement() as session:
        session.execute(_COUNT, {"now": call.now, **facts})
    log.warning("callback with a wrong checksum, counted without effect", extra={"bytes": facts["size"]})


def forget(session: Session, now: datetime) -> None:
    """Deletes the counts of more than `KEPT`, and what former releases have kept of such callbacks."""
    before = now - KEPT
    session.execute(delete(ForgedCallbackRow).where(ForgedCallbackRow.last_at < before))
    session.execute(delete(CallbackRow).where(CallbackRow.received_at < before, CallbackRow.authentic.is_(False)))


def _network(address: str) -> str:
    """An IPv4 address, or the /64 that one subscriber of IPv6 has to themselves."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ip_network((known, 64), strict=False))
