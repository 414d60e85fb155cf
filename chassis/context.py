"""The context of a message: caller, request id, trace and deadline.

The values live in a context variable: every thread of the gateway and every greenlet of a service has its own.
"""

import json
import re
import secrets
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Any

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.{0,200})?\Z")
CALLER, REQUEST_ID, TRACEPARENT, DEADLINE = "caller", "request_id", "traceparent", "deadline"


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity on whose behalf a call is made; the gateway or one of our own processes sets it."""

    user_id: str | None = None
    role: str = "nobody"
    owns: frozenset[str] = frozenset()
    """The names (account numbers) that the caller owns, for methods that check ownership."""
    scopes: frozenset[str] | None = None
    """The scopes of an API token; None: an interactive session without scopes."""
    confirmed: bool = False
    """Whether the current password came with this very call."""
    ip: str | None = field(default=None, compare=False)
    """From where a person asks, for the trail; it says nothing about who they are."""

    def dump(self) -> str:
        """Returns the caller as the JSON text of the message header."""
        scopes = None if self.scopes is None else sorted(self.scopes)
        place = () if self.ip is None else (self.ip,)
        return json.dumps([self.user_id, self.role, sorted(self.owns), scopes, self.confirmed, *place])

    @classmethod
    def load(cls, text: str) -> "Caller":
        """Read the header. Raises ValueError or TypeError when it is not what `dump` writes."""
        user_id, role, owns, scopes, confirmed, *place = json.loads(text)
        ip = place[0][:64] if place and isinstance(place[0], str) else None
        return cls(user_id, role, frozenset(owns), None if scopes is None else frozenset(scopes), confirmed is True, ip)


NOBODY = Caller()
SYSTEM = Caller(role="system")


@dataclass(frozen=True, slots=True)
class Context:
    """The context of the work at hand. `deadline` is in seconds since the epoch, None when nobody waits."""

    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    caller: Caller = NOBODY
    deadline: float | None = None
    span_id: str = field(default="", compare=False)
    """The span in which this work is done, in hexadecimal; empty before the first one of a trace."""
    sampled: bool = field(default=True, compare=False)
    """Whether spans of this trace are recorded, where any are."""

    @property
    def traceparent(self) -> str:
        """The trace in W3C Trace Context format, for whoever works on it next."""
        return f"00-{self.trace_id}-{self.span_id or self.trace_id[:16]}-{'01' if self.sampled else '00'}"

    def remaining(self, default: float) -> float:
        """Returns the seconds until the deadline, not below zero; `default` when there is none."""
        return default if self.deadline is None else max(0.0, self.deadline - time.time())


_current: ContextVar[Context | None] = ContextVar("chassis_context", default=None)


def current() -> Context:
    """Returns the context of this greenlet or thread; creates one when there is none."""
    context = _current.get()
    if context is None:
        context = Context()
        _current.set(context)
    return context


def peek() -> Context | None:
    """Returns the current context, if there is one."""
    return _current.get()


def enter(context: Context) -> Token[Context | None]:
    """Make `context` the current one until `leave`."""
    return _current.set(context)


def leave(token: Token[Context | None]) -> None:
    """Go back to the context that was current before."""
    _current.reset(token)


@contextmanager
def entered(context: Context) -> Iterator[Context]:
    """Make `context` the current one inside the block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def trace_headers(context: Context) -> dict[str, str]:
    """Returns request id and trace for an outgoing message."""
    return {REQUEST_ID: context.request_id, TRACEPARENT: context.traceparent}


def from_headers(headers: Mapping[str, Any]) -> Context:
    """Returns the context of a message. Missing or malformed parts are created anew; an unreadable caller is NOBODY."""
    given: dict[str, Any] = trace_of(headers.get(TRACEPARENT))
    if isinstance(request_id := headers.get(REQUEST_ID), str):
        given["request_id"] = request_id[:64]
    deadline = headers.get(DEADLINE)
    return Context(
        caller=_caller(headers.get(CALLER)),
        deadline=deadline / 1000 if isinstance(deadline, int) else None,
        **given,
    )


def trace_of(traceparent: object) -> dict[str, Any]:
    """Returns trace id, span id and whether it is sampled, as a Context takes them; nothing when it is none.

    W3C Trace Context, 3.2: a version that is not known is read as version 00, all zeros mean nothing.
    """
    found = _TRACEPARENT.match(traceparent) if isinstance(traceparent, str) else None
    if found is None or found[1] == "ff" or not (found[2].strip("0") and found[3].strip("0")):
        return {}
    return {"trace_id": found[2], "span_id": found[3], "sampled": bool(int(found[4], 16) & 1)}


def _caller(text: object) -> Caller:
    if not isinstance(text, str):
        return NOBODY
    try:
        return Caller.load(text)
    except (ValueError, TypeError):
        return NOBODY
