"""The SMTP side: takes every letter that no fault stands in the way of."""

import asyncio
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from deploy.simulators.mailbox.faults import At, Fault, Faults, Kind
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
        fault = self._faults.refusal(address, At.RCPT)
        if fault is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return await _refused(server, fault)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refusal = self._faults.refusal(envelope.rcpt_tos[0], At.CONTENT)
        if refusal is not None:
            return await _refused(server, refusal)
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


class Server(SMTP):
    """aiosmtpd asks its handler only after the letter: what is said to DATA itself is said here."""

    def __init__(self, faults: Faults, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._faults = faults

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        recipients = self.envelope.rcpt_tos if self.envelope is not None else []
        refusal = self._faults.refusal(recipients[0], At.DATA) if recipients and not arg else None
        if refusal is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(await _refused(self, refusal))


class _Controller(Controller):
    def __init__(self, faults: Faults, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._faults = faults

    def factory(self) -> SMTP:
        return Server(self._faults, self.handler, **self.SMTP_kwargs)


async def _refused(server: SMTP, fault: Fault) -> str:
    """What to say; a 421 is said at once, because the connection ends with it."""
    if fault.code == CLOSING:
        await server.push(fault.answer)
        _hang_up(server)
    return fault.answer


def _hang_up(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.close()


def listen(store: Store, faults: Faults, host: str, port: int) -> Controller:
    """A started server in a thread of its own; `.stop()` ends it."""
    sink = Sink(store, faults)
    controller = _Controller(
        faults, sink, hostname=host, port=port, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="mailbox"
    )
    controller.start()
    return controller
