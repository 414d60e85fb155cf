"""Spans of OpenTelemetry: what a piece of work did, within which other one, and for how long.

The context variable of `chassis.context` is the only carrier of a trace: it travels in messages as `traceparent`, it is
in every log line, and a span made here is a child of the one that it names. Without an endpoint no library is loaded
and `span` returns an object that does nothing.

Attributes follow the semantic conventions and hold no personal data: names of methods, queues, tables and servers,
never what is asked, said or found. They are recorded in other systems than the databases and kept by other terms.

Under eventlet the processor's thread is a greenlet and its export yields while it waits; batches are small, because to
encode one takes the processor's time in one piece.
"""

import logging
from collections.abc import Iterable, Mapping
from contextvars import Token
from dataclasses import replace
from enum import Enum
from typing import Any

from chassis.context import Context, enter, entered, leave, peek, trace_of

BATCH, QUEUE, DELAY_MS, FLUSH_MS = 128, 2048, 1000, 2000

Attributes = Mapping[str, str | int | bool]


class Kind(Enum):
    """The role of a span between two processes."""

    INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = range(5)


class Span:
    """Does nothing: what is handed out when nothing is recorded. `with span(...) as done: done.set(...)`."""

    __slots__ = ()

    def __enter__(self) -> "Span":
        return self

    def __exit__(self, _kind: object, failure: BaseException | None, _trace: object) -> None:
        self.end(type(failure).__name__ if failure is not None else None)

    def set(self, name: str, value: str | int | bool) -> None:
        """Add an attribute."""

    def within(self, context: Context) -> Context:
        """Returns the context of work inside of this span, for a message that another process continues."""
        return context

    def fail(self, error: str) -> None:
        """Say that it has failed; `error` is the kind of the failure, never its text."""

    def end(self, error: str | None = None) -> None:
        """End it, failed when there is an error."""


class _Recorded(Span):
    """A span of the SDK. Entered with `with` it is the parent of all spans made inside."""

    __slots__ = ("_context", "_span", "_token")

    def __init__(self, span: Any) -> None:
        self._span, self._context = span, span.get_span_context()
        self._token: Token[Context | None] | None = None

    def __enter__(self) -> "_Recorded":
        self._token = enter(self.within(peek() or Context()))
        return self

    def __exit__(self, _kind: object, failure: BaseException | None, _trace: object) -> None:
        if self._token is not None:
            leave(self._token)
        self.end(type(failure).__name__ if failure is not None else None)

    def set(self, name: str, value: str | int | bool) -> None:
        self._span.set_attribute(name, value)

    def within(self, context: Context) -> Context:
        found = self._context
        return replace(
            context,
            trace_id=f"{found.trace_id:032x}",
            span_id=f"{found.span_id:016x}",
            sampled=bool(found.trace_flags & 1),
        )

    def fail(self, error: str) -> None:
        self._span.set_attribute("error.type", error)
        self._span.set_status(_sdk.failed)

    def end(self, error: str | None = None) -> None:
        if error is not None:
            self.fail(error)
        self._span.end()


class _Sdk:
    """The library, once `configure` has loaded it."""

    tracer: Any = None
    provider: Any = None
    api: Any = None
    failed: Any = None
    nowhere: Any = None


_sdk = _Sdk()
_NOTHING = Span()


def configure(service: str, endpoint: str | None, share: float, instance: str = "") -> None:
    """Begin to record, when there is an endpoint (OTLP over HTTP, without `/v1/traces`). `share` of the traces that
    begin here are recorded; those that begin elsewhere, as their beginning says."""
    if not endpoint or _sdk.tracer is not None:
        return
    from opentelemetry import trace  # noqa: PLC0415 - costs time and memory that only traced processes pay
    from opentelemetry.context import Context as OuterContext  # noqa: PLC0415
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415

    class OwnTrace(RandomIdGenerator):
        """A trace that begins here has the id that logs and pages already show."""

        def generate_trace_id(self) -> int:
            context = peek()
            return int(context.trace_id, 16) if context is not None else super().generate_trace_id()

    logging.getLogger("opentelemetry").setLevel(logging.ERROR)  # a collector that is away is no news a second
    resource = Resource.create(
        {"service.name": service, "service.namespace": "cabinet", "service.instance.id": instance}
    )
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(share)),
        resource=resource,
        id_generator=OwnTrace(),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + "/v1/traces", timeout=5)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, QUEUE, schedule_delay_millis=DELAY_MS, max_export_batch_size=BATCH)
    )
    _sdk.api, _sdk.provider, _sdk.tracer = trace, provider, provider.get_tracer("cabinet")
    _sdk.nowhere = OuterContext()
    _sdk.failed = trace.Status(trace.StatusCode.ERROR)


def stop() -> None:
    """Send what is left, for at most two seconds."""
    if _sdk.provider is not None:
        _sdk.provider.force_flush(FLUSH_MS)


def active() -> bool:
    """Whether spans are recorded, so that a caller may spare what they would be made of."""
    return _sdk.tracer is not None


def span(
    name: str,
    kind: Kind,
    attributes: Attributes | None = None,
    *,
    parent: Context | None = None,
    links: Iterable[str] = (),
) -> Span:
    """Begin a span: a child of `parent`, by default of the work at hand. `links` are the `traceparent` of others that
    it belongs to. The name has no ids in it, so that equal work has equal names."""
    if _sdk.tracer is None:
        return _NOTHING
    here, api = parent or peek() or Context(), _sdk.api
    outer = api.set_span_in_context(_remote(here) if here.span_id else api.INVALID_SPAN, _sdk.nowhere)
    found = [api.Link(_span_context(**trace)) for link in links if (trace := trace_of(link))]
    with entered(here):  # a trace that begins takes its id from the context
        begun = _sdk.tracer.start_span(name, outer, api.SpanKind[kind.name], attributes, found, record_exception=False)
    return _Recorded(begun)


def of_call(service: str, method: str) -> Attributes:
    """Returns what the spans of a call say on both sides."""
    return {"rpc.system": "nameko", "rpc.service": service, "rpc.method": method}


def _remote(context: Context) -> Any:
    return _sdk.api.NonRecordingSpan(_span_context(context.trace_id, context.span_id, context.sampled))


def _span_context(trace_id: str, span_id: str, sampled: bool) -> Any:
    flags = _sdk.api.TraceFlags(1 if sampled else 0)
    return _sdk.api.SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=flags)
