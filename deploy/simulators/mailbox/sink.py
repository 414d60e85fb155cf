"""The SMTP side: takes every letter that no fault stands in the way of."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.simulators.mailbox.faults import Faults, Kind
from deploy.simulators.mailbox.store import Store

LARGEST = 30 * 1024 * 1024
"""Bytes of a letter, as large providers allow."""
CLOSING = 421


class Sink:
    """aiosmtpd's handler."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store, self._faults = store, faults

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._faults.hit(address, Kind.REFUSE)
        if fault is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        if fault.code == CLOSING:
            await server.push(fault.answer)
            _hang_up(server)
        return fault.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._faults.hit(envelope.rcpt_tos[0], Kind.HANG, Kind.DROP)
        if fault is not None and fault.kind is Kind.HANG:
            await asyncio.sleep(fault.seconds)
        if fault is None or fault.kind is Kind.HANG or fault.keep:
            raw = envelope.original_content or b""
            letter = self._store.add(envelope.mail_from or "", envelope.rcpt_tos, raw)
            answer = f"250 2.0.0 OK: {letter.id}"
        if fault is not None and fault.kind is Kind.DROP:
            _hang_up(server)
            return "451 4.3.0 Never read"
        return answer


def _hang_up(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.close()


def listen(store: Store, faults: Faults, host: str, port: int) -> Controller:
    """A started server in a thread of its own; `.stop()` ends it."""
    controller = Controller(
        Sink(store, faults), hostname=host, port=port, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="mailbox"
    )
    controller.start()
    return controller
