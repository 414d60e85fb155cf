"""One span as it is kept and shown, read from OTLP."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ERROR = 2
KINDS = ("", "internal", "server", "client", "producer", "consumer")


@dataclass(frozen=True, slots=True)
class Span:
    """Times are nanoseconds since the epoch; ids are hexadecimal, `parent` is empty for the first span of a trace."""

    trace: str
    id: str
    parent: str
    service: str
    name: str
    kind: str
    start: int
    end: int
    failed: bool
    attributes: dict[str, Any]
    links: list[str]
    """`<trace id>-<span id>` of each span that it belongs to."""


def read(body: bytes) -> Iterator[Span]:
    """Read an export request. Raises DecodeError of protobuf when it is none."""
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        about = _values(resource.resource.attributes)
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    service=str(about.get("service.name", "?")),
                    name=span.name,
                    kind=KINDS[span.kind] if span.kind < len(KINDS) else "",
                    start=span.start_time_unix_nano,
                    end=span.end_time_unix_nano,
                    failed=span.status.code == ERROR,
                    attributes=_values(span.attributes),
                    links=[f"{link.trace_id.hex()}-{link.span_id.hex()}" for link in span.links],
                )


def _values(pairs: Any) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, str(pair.value.WhichOneof("value") or "string_value")) for pair in pairs}
