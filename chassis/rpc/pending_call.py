"""A call that waits for its answer, and the decoding of that answer, on the caller's side."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from prometheus_client import Histogram
from pydantic import BaseModel, ValidationError, create_model

from chassis.errors import CallFailed, Refusal, RemoteFailure, RpcTimeout, ServiceUnavailable
from chassis.rpc.contract import Operation, methods
from chassis.telemetry import traces
from chassis.telemetry.traces import Attributes, Kind
from chassis.tolerant_reader import read

CALLED = Histogram(
    "cabinet_rpc_client_duration_seconds",
    "Duration of a call as its caller sees it, by outcome: ok, refused, timeout, unavailable, failed",
    ["service", "method", "outcome"],
    buckets=(0.01, 0.05, 0.25, 1, 5),
)
_OUTCOMES: dict[type[Exception], str] = {
    Refusal: "refused",
    RpcTimeout: "timeout",
    ServiceUnavailable: "unavailable",
    CallFailed: "failed",
}


class ErrorReply(BaseModel):
    """The `error` of a reply in nameko's format; ours carries the parts of a Refusal in `exc_args`."""

    exc_type: str
    exc_args: list[Any] = []


@dataclass(frozen=True, slots=True)
class Remote:
    """A method of a service, as its callers see it."""

    route: str
    operation: Operation
    reply: type[BaseModel]
    attributes: Attributes
    """What spans of its calls say."""


@lru_cache
def remote(contract: type, service: str | None) -> Mapping[str, Remote]:
    """Returns the methods of a contract by name; the service is named as the contract without "Rpc" by default."""
    name = service or contract.__name__.removesuffix("Rpc").lower()
    return {method: _remote(f"{name}.{method}", Operation(method, fn)) for method, fn in methods(contract).items()}


def _remote(route: str, operation: Operation) -> Remote:
    fields: dict[str, Any] = {"result": (operation.returns | None, None), "error": (ErrorReply | None, None)}
    service, _, name = route.partition(".")
    return Remote(route, operation, create_model(f"{operation.name}_reply", **fields), traces.of_call(service, name))


class PendingCall:
    """A call that was sent; the connection's thread completes it or fails it, once."""

    __slots__ = ("_body", "_ended", "_failure", "_forget", "_lock", "_started", "deadline", "id", "method", "span")

    def __init__(self, method: Remote, deadline: float, forget: Callable[[str, None], Any]) -> None:
        self.id = secrets.token_hex(8)
        self.method, self.deadline, self._forget = method, deadline, forget
        self.span = traces.span(method.route.replace(".", "/"), Kind.CLIENT, method.attributes)
        self._started, self._ended = time.perf_counter(), 0.0
        self._body: bytes | None = None
        self._failure: CallFailed | None = None
        self._lock = threading.Lock()  # a bare lock is the cheapest thing for one thread to wait on
        self._lock.acquire()

    def complete(self, body: bytes) -> None:
        """Hand over the body of the reply."""
        self._body = body
        self._release()

    def fail(self, failure: CallFailed) -> None:
        """End the wait: no reply will arrive."""
        self._failure = failure
        self._release()

    def _release(self) -> None:
        if self._forget(self.id, None) is not None:
            self._ended = time.perf_counter()
            self._lock.release()

    def answer(self) -> Any:
        """Wait for the reply until the deadline and return the decoded result.

        Raises the Refusal of the service, or RpcTimeout, ServiceUnavailable, RemoteFailure.
        """
        outcome = "ok"
        try:
            return self._awaited()
        except (Refusal, CallFailed) as failure:
            outcome = outcome_of(failure)
            raise
        finally:
            self.span.end(outcome if outcome in ("timeout", "unavailable", "failed") else None)
            count_call(self.method, outcome, (self._ended or time.perf_counter()) - self._started)

    def _awaited(self) -> Any:
        if not self._lock.acquire(timeout=max(0.0, self.deadline - time.time())):
            self._forget(self.id, None)
            raise RpcTimeout(self.method.route)
        if self._failure is not None:
            raise self._failure
        return _read(self.method, self._body or b"")


def outcome_of(failure: Refusal | CallFailed) -> str:
    """Returns how a call has ended, as it is counted."""
    return next(name for kind, name in _OUTCOMES.items() if isinstance(failure, kind))


def count_call(method: Remote, outcome: str, seconds: float) -> None:
    """Count a call by how it ended for its caller, and how long that took."""
    service, _, name = method.route.partition(".")
    CALLED.labels(service, name, outcome).observe(seconds)


def _read(method: Remote, body: bytes) -> Any:
    try:
        reply: Any = read(method.reply, body)
    except ValidationError as wrong:
        raise RemoteFailure(method.route, f"{wrong.error_count()} errors in the answer") from None
    if reply.error is not None:
        raise _failure(method.route, reply.error)
    if reply.result is None and not method.operation.may_be_none:
        raise RemoteFailure(method.route, "the answer is empty")
    return reply.result


def _failure(route: str, error: ErrorReply) -> Exception:
    if error.exc_type != Refusal.__name__ or len(error.exc_args) != 4:
        return RemoteFailure(route, error.exc_type)
    code = error.exc_args[0]
    kinds: dict[str, type[CallFailed]] = {
        "deadline": RpcTimeout,
        "unavailable": ServiceUnavailable,
        "internal": RemoteFailure,
    }
    return kinds[code](route, "reported by the service") if code in kinds else Refusal(*error.exc_args)
